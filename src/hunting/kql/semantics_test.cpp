// The files of testdata/: rows in, query, ----, rows out. testdata/README.md says how they are
// written. Each states what the language's definition says, not what this compiler gives.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "hunting/kql/test_store.h"

namespace backstamp::hunting::kql {

namespace {

struct Case {
  std::string title, query, mode;  // mode: "", "any order" or "error"
  std::vector<std::string> expected;
};

std::vector<std::string> lines_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

// Blocks are parted by empty lines. "# title", the query, "----", what comes out. The first block
// may be "rows TABLE" with a JSON object a line.
struct File {
  std::vector<std::pair<std::string, std::string>> tables;
  std::vector<Case> cases;
};

File read_cases(const std::filesystem::path& path) {
  File file;
  std::vector<std::vector<std::string>> blocks(1);
  for (const std::string& line : lines_of(path)) {
    if (line.empty()) {
      blocks.emplace_back();
    } else {
      blocks.back().push_back(line);
    }
  }
  for (const auto& block : blocks) {
    if (block.empty()) continue;
    if (block[0].starts_with("rows ")) {
      std::string rows;
      for (std::size_t i = 1; i < block.size(); ++i) rows += block[i] + "\n";
      file.tables.emplace_back(block[0].substr(5), rows);
      continue;
    }
    Case one{.title = block[0], .query = {}, .mode = {}, .expected = {}};
    bool out = false;
    for (std::size_t i = 1; i < block.size(); ++i) {
      if (!out && block[i].starts_with("----")) {
        out = true;
        one.mode = block[i].size() > 5 ? block[i].substr(5) : "";
      } else if (out) {
        one.expected.push_back(block[i]);
      } else {
        one.query += block[i] + "\n";
      }
    }
    file.cases.push_back(std::move(one));
  }
  return file;
}

std::string shown(const Cell& cell) {
  if (!cell) return "null";
  std::string text = *cell;
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2) {
    text.replace(at, 1, "\\n");
  }
  return text;
}

std::vector<std::string> table_of(const Compiled& compiled, const HuntAnswer& answer) {
  std::vector<std::string> lines(1);
  for (const ResultColumn& column : compiled.columns) {
    lines[0] +=
        (lines[0].empty() ? "" : " | ") + column.name + ":" + std::string(name_of(column.type));
  }
  for (const auto& row : answer.rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) line += (i == 0 ? "" : " | ") + shown(row[i]);
    while (line.ends_with(' ')) line.pop_back();
    lines.push_back(line);
  }
  return lines;
}

std::filesystem::path folder() {
  return std::filesystem::path(TESTDATA).parent_path() / "kql/testdata";
}

TEST(SemanticsTest, AnswersAsTheLanguageSays) {
  const TestStore store;
  if (!store.ready()) GTEST_SKIP() << store.why_not();
  std::size_t cases = 0;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder())) {
    if (entry.path().extension() == ".kqltest") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  for (const auto& path : files) {
    const File file = read_cases(path);
    for (const auto& [table, rows] : file.tables) {
      const auto done = store.client().insert(table, rows, path.filename().string() + table,
                                              deadline_in(Duration(60'000)));
      ASSERT_TRUE(done) << path << ": " << done.error().what;
    }
    for (Case one : file.cases) {
      ++cases;
      const std::string place = path.filename().string() + ": " + one.title + "\n" + one.query;
      Compiled compiled;
      const auto answer = store.ask(one.query, &compiled);
      if (one.mode == "error") {
        ASSERT_FALSE(one.expected.empty()) << place;
        EXPECT_FALSE(answer) << place;
        if (answer) continue;
        EXPECT_TRUE(answer.error().contains(one.expected[0])) << place << answer.error();
        continue;
      }
      if (!answer) {
        ADD_FAILURE() << place << answer.error();
        continue;
      }
      std::vector<std::string> given = table_of(compiled, *answer);
      if (one.mode == "any order") {
        std::ranges::sort(given);
        std::ranges::sort(one.expected);
      }
      EXPECT_EQ(given, one.expected) << place << compiled.sql;
    }
  }
  std::printf("%zu semantic cases in %zu files\n", cases, files.size());
  EXPECT_GT(cases, 0u);
}

}  // namespace
}  // namespace backstamp::hunting::kql
