#include "message/multipart.h"

#include <gtest/gtest.h>

#include <string>

namespace backstamp::message {
namespace {

using Parts = std::vector<std::string_view>;

TEST(Multipart, IsCutAtItsBoundaryLines) {
  const struct {
    std::string_view body, boundary;
    Parts parts;
    bool closed;
  } cases[] = {
      {"pre\n--b\none\n--b\n\ntwo\n--b--\nepilogue", "b", {"one", "\ntwo"}, true},
      {"--b\r\none\r\n\r\n--b  \r\ntwo\r\n--b-- \r\n", "b", {"one\r\n", "two"}, true},
      {"--b\none\n--bc\n--b-\nx--b\n", "b", {"one\n--bc\n--b-\nx--b\n"}, false},
      {"--b\n--b\n--b--", "b", {"", ""}, true},
      {"--b--\n--b\nlate\n", "b", {}, true},
      {"no boundary", "b", {}, false},
      {"--\nx\n", "", {}, false},
      {"", "b", {}, false},
  };
  for (const auto& expected : cases) {
    const MultipartCut cut = cut_multipart(expected.body, expected.boundary, 10);
    EXPECT_EQ(cut.parts, expected.parts) << expected.body;
    EXPECT_EQ(cut.closed, expected.closed) << expected.body;
  }
}

TEST(Multipart, IsBounded) {
  std::string body;
  for (int i = 0; i < 100; ++i) body += "--b\n";
  const MultipartCut cut = cut_multipart(body, "b", 10);
  EXPECT_EQ(cut.parts.size(), 10U);
  EXPECT_TRUE(cut.too_many);
}

}  // namespace
}  // namespace backstamp::message
