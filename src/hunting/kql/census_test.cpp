// Real hunting queries, where they are at hand (../shared/data/kql; BACKSTAMP_SHARED_DATA): how
// many of those that read only tables we have compile and run. BACKSTAMP_CENSUS=all names every
// query that does not, with its cause.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "hunting/kql/test_store.h"

namespace backstamp::hunting::kql {
namespace {

namespace fs = std::filesystem;

fs::path queries_folder() {
  const char* named = std::getenv("BACKSTAMP_SHARED_DATA");
  return fs::path(named != nullptr ? named : SHARED_DATA) / "kql";
}

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::stringstream stream(text);
  for (std::string part; std::getline(stream, part, at);) parts.push_back(part);
  return parts;
}

bool we_have_all(const std::string& tables) {
  for (const std::string& name : split(tables, ',')) {
    const TableSpec* spec = table_spec(name);
    if (spec == nullptr || spec->internal) return false;
  }
  return !tables.empty();
}

std::string text_of_file(const fs::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// "line 3, column 5: there is no column X" -> "there is no column X"
std::string cause_of(const std::string& why) {
  if (why.starts_with("SQL: ")) return "the engine refuses the SQL: " + why.substr(5, 160);
  const std::size_t at = why.find(": ");
  const std::string cause = at == std::string::npos ? why : why.substr(at + 2);
  return cause.substr(0, std::min(cause.find("; expected"), cause.find(" (")));
}

// The share of real queries below which something got lost.
constexpr double share_min = 0.9;

TEST(CensusTest, RealQueriesCompileAndRun) {
  const fs::path folder = queries_folder();
  std::ifstream index(folder / "INDEX.tsv");
  if (!index) GTEST_SKIP() << "no real queries at " << folder << ": this test ran on nothing";
  const TestStore store;
  if (!store.ready()) GTEST_SKIP() << store.why_not();
  const char* verbose = std::getenv("BACKSTAMP_CENSUS");
  int asked = 0, ran = 0, external = 0;
  std::map<std::string, int> causes;
  for (std::string line; std::getline(index, line);) {
    const std::vector<std::string> fields = split(line, '\t');
    if (fields.size() < 11 || fields[0] == "set" || !we_have_all(fields[10])) continue;
    const std::string query = text_of_file(folder / fields[1]);
    const auto answer = store.ask(query);
    // Their other source lies on the internet, or in another service.
    if (!answer && (answer.error().contains("externaldata is not supported") ||
                    answer.error().contains("only this store's tables can be read"))) {
      ++external;
      continue;
    }
    ++asked;
    if (answer) {
      ++ran;
      continue;
    }
    ++causes[cause_of(answer.error())];
    if (verbose != nullptr) std::printf("%s: %.3000s\n", fields[1].c_str(), answer.error().c_str());
  }
  std::printf(
      "%d of %d real queries over our tables compile and run; %d more read from elsewhere\n", ran,
      asked, external);
  for (const auto& [cause, count] : causes) std::printf("%4d  %s\n", count, cause.c_str());
  EXPECT_GE(ran, share_min * asked);
}

}  // namespace
}  // namespace backstamp::hunting::kql
