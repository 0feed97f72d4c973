#include "base/json_escape.h"

#include <gtest/gtest.h>

namespace backstamp {
namespace {

TEST(JsonEscape, LeavesNoCharacterThatEndsOrBreaksAString) {
  std::string json = "kept ";
  append_json_escaped(json, std::string_view("a\"b\\c\n\0\x1f/ü\x7f", 12));
  EXPECT_EQ(json, "kept a\\\"b\\\\c\\u000a\\u0000\\u001f/ü\x7f");
}

TEST(JsonEscape, AddsNothingToPlainText) {
  std::string json;
  append_json_escaped(json, "");
  append_json_escaped(json, "plain");
  EXPECT_EQ(json, "plain");
}

}  // namespace
}  // namespace backstamp
