#include "http/endpoint.h"

#include <gtest/gtest.h>

namespace backstamp::http {
namespace {

TEST(Endpoint, ReadsWhatItWrites) {
  for (const std::string text : {"unix:/run/x.sock", "unix:relative.sock", "127.0.0.1:8123",
                                 "[::1]:8123", "localhost:0", "hunting.example.test:65535"}) {
    const auto endpoint = parse_endpoint(text);
    ASSERT_TRUE(endpoint) << text;
    EXPECT_EQ(text_of(*endpoint), text);
  }
}

TEST(Endpoint, RefusesTheRest) {
  for (const std::string& text :
       {std::string(), std::string("unix:"), "unix:/" + std::string(107, 'x'),
        std::string("127.0.0.1"), std::string("127.0.0.1:"), std::string("127.0.0.1:65536"),
        std::string("127.0.0.1:-1"), std::string("127.0.0.1:80x"), std::string(":80"),
        std::string("::1:80"), std::string("[]:80"), std::string("[name]:80"),
        std::string("a b:80"), std::string("http://host:80"), std::string("user@host:80")}) {
    const auto endpoint = parse_endpoint(text);
    ASSERT_FALSE(endpoint) << text;
    EXPECT_EQ(endpoint.error().fault, Fault::invalid);
  }
}

}  // namespace
}  // namespace backstamp::http
