// Whatever we show people as KQL compiles and runs: the examples of content/tables and the fenced
// blocks of docs/hunting.md.
#include <gtest/gtest.h>

#include <fstream>

#include "hunting/kql/test_store.h"

namespace backstamp::hunting::kql {
namespace {

std::vector<std::string> fenced_queries(const std::string& path) {
  std::vector<std::string> queries;
  std::ifstream file(path);
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line == "```kql") {
      inside = true;
      queries.emplace_back();
    } else if (line.starts_with("```")) {
      inside = false;
    } else if (inside) {
      queries.back() += line + "\n";
    }
  }
  return queries;
}

TEST(ExamplesTest, AllThatWeShowRuns) {
  const TestStore store;
  if (!store.ready()) GTEST_SKIP() << store.why_not();
  std::vector<std::string> queries = fenced_queries(std::string(CONTENT) + "/../docs/hunting.md");
  EXPECT_GE(queries.size(), 4u);
  for (const TableSpec& table : table_specs()) {
    for (const TableExample& example : table.examples) queries.push_back(example.kql);
  }
  for (const std::string& query : queries) {
    const auto answer = store.ask(query);
    EXPECT_TRUE(answer) << query << (answer ? "" : answer.error());
  }
}

}  // namespace
}  // namespace backstamp::hunting::kql
