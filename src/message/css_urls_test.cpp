#include "message/css_urls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace backstamp::message {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(CssUrls, AreFound) {
  EXPECT_THAT(css_urls("@import 'a.css' screen;@IMPORT url(b.css);\n"
                       "p{background:URL( \"c(1).png\" ) , url(d.png );cursor:url('e')}"
                       "@font-face{src:url(f.woff) format('woff')}",
                       10),
              ElementsAre("a.css", "b.css", "c(1).png", "d.png", "e", "f.woff"));
}

TEST(CssUrls, EscapesAreDecoded) {
  EXPECT_THAT(css_urls("url(\\68 ttp://a.example/\\)x) url('b\\'c\\\nd\\00002fe')", 10),
              ElementsAre("http://a.example/)x", "b'cd/e"));
}

TEST(CssUrls, OthersAreNone) {
  EXPECT_THAT(css_urls("@media (x) { a: calc(1px) } @import; @import x; u(rl) url() url", 10),
              IsEmpty());
  EXPECT_THAT(css_urls("url(a", 10), ElementsAre("a"));
  EXPECT_THAT(css_urls("url(a\\", 10), ElementsAre("a"));
  EXPECT_THAT(css_urls("url(a)url(b)url(c)", 2), ElementsAre("a", "b"));
}

}  // namespace
}  // namespace backstamp::message
