#include "click/visitor.h"

#include <gtest/gtest.h>

namespace backstamp::click {
namespace {

const Time now{std::chrono::milliseconds(1'790'000'000'000)};
constexpr const char* firefox =
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

http::Request request(http::Fields fields, std::string method = "GET") {
  http::Request one;
  one.method = std::move(method);
  one.fields = std::move(fields);
  return one;
}

TEST(Visitor, IsToldByWhatItSends) {
  Visitors visitors = Visitors::built_in().value();
  const auto kind = [&](const http::Request& one) {
    return visitors.tell(one, Uuid::random(), "http://x.example/", now).kind;
  };
  const http::Fields browser = {{"User-Agent", firefox}, {"Accept-Language", "de"}};
  const auto with = [&](const char* name, const char* value) {
    http::Fields fields = browser;
    fields[name] = value;
    return request(fields);
  };
  EXPECT_EQ(kind(request(browser)), "Person");
  EXPECT_EQ(kind(with("Sec-Fetch-User", "?1")), "Person");
  EXPECT_EQ(kind(with("Sec-Fetch-Dest", "document")), "Person");
  EXPECT_EQ(kind(with("Sec-Fetch-Dest", "image")), "Preview");
  EXPECT_EQ(kind(with("Sec-Purpose", "prefetch;prerender")), "Preview");
  EXPECT_EQ(kind(with("User-Agent", "Slackbot-LinkExpanding 1.0")), "Preview");
  EXPECT_EQ(kind(with("User-Agent", "curl/8.5.0")), "Scanner");
  EXPECT_EQ(kind(request(browser, "HEAD")), "Scanner");
  EXPECT_EQ(kind(request({{"User-Agent", firefox}})), "Scanner");
  EXPECT_EQ(kind(request({})), "Scanner");
}

TEST(Visitor, IsNoPersonWhoFollowsAllLinksAtOnce) {
  Visitors visitors = Visitors::built_in().value();
  const http::Fields browser = {{"User-Agent", firefox}, {"Accept-Language", "de"}};
  const Uuid guard = Uuid::of_hash("one");
  const auto kind = [&](const char* target, Time at) {
    return visitors.tell(request(browser), guard, target, at).kind;
  };
  EXPECT_EQ(kind("http://a.example/", now), "Person");
  EXPECT_EQ(kind("http://b.example/", now), "Person");
  EXPECT_EQ(kind("http://b.example/", now), "Person");  // clicked twice
  EXPECT_EQ(kind("http://c.example/", now), "Scanner");
  EXPECT_EQ(kind("http://a.example/", now + Duration(1'001)), "Person");
}

TEST(Visitors, KnowWords) {
  Visitors visitors({"looker"}, {"checker"});
  const auto reason = [&](const char* agent) {
    return visitors.tell(request({{"User-Agent", agent}}), {}, "", now).reason;
  };
  EXPECT_EQ(reason("The LOOKER 1"), "User-Agent has looker");
  EXPECT_EQ(reason("checker/2"), "User-Agent has checker");
}

}  // namespace
}  // namespace backstamp::click
