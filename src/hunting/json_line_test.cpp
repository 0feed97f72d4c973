#include "hunting/json_line.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <vector>

namespace backstamp::hunting {
namespace {

using Json = nlohmann::ordered_json;

TEST(JsonLine, IsReadBackByAJsonReader) {
  std::string every_ascii;
  for (char c = 1; c < 127; ++c) every_ascii += c;
  const Text hostile = Text::lossy(every_ascii + "\xff ü 漢 \xf0\x9f\x93\xa7 \0 end");
  std::string lines;
  JsonLine line(lines);
  line.text("Subject", hostile).utf8("Empty", "");
  line.number("Most", std::numeric_limits<std::uint64_t>::max());
  line.numbers("Keys", std::vector<std::uint32_t>{0, 7, 4'294'967'295}).end();
  EXPECT_EQ(lines.find('\n'), lines.size() - 1);
  const Json expected = {{"Subject", hostile.str()},
                         {"Empty", ""},
                         {"Most", std::numeric_limits<std::uint64_t>::max()},
                         {"Keys", {0, 7, 4'294'967'295}}};
  EXPECT_EQ(Json::parse(lines), expected);
}

TEST(JsonLine, ALineFollowsTheOther) {
  std::string lines;
  JsonLine(lines).number("A", 1).end();
  JsonLine(lines).numbers("B", std::vector<std::uint32_t>{}).end();
  EXPECT_EQ(lines, "{\"A\":1}\n{\"B\":[]}\n");
}

}  // namespace
}  // namespace backstamp::hunting
