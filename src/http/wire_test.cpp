#include "http/wire.h"

#include <gtest/gtest.h>

namespace backstamp::http {
namespace {

constexpr WireLimits small{.header_bytes_max = 1024, .body_bytes_max = 64};

// Feeds all bytes in pieces of `step`, as a slow network would.
Result<Request> parse(std::string_view bytes, std::size_t step, int* status = nullptr) {
  RequestParser parser(small);
  std::string buffer;
  while (!parser.done() && !bytes.empty()) {
    buffer += bytes.substr(0, step);
    bytes.remove_prefix(std::min(step, bytes.size()));
    const auto took = parser.put(buffer);
    if (!took) {
      if (status != nullptr) *status = parser.status();
      return std::unexpected(took.error());
    }
    buffer.erase(0, *took);
  }
  if (!parser.done()) return fail(Fault::unavailable, "not whole");
  return parser.take();
}

TEST(RequestParser, ReadsBytesInPiecesOfAnySize) {
  const std::string bytes =
      "POST http://x/a?b=1 HTTP/1.1\r\nHost: x\r\nX-A: 1\r\nx-a: 2\r\n"
      "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n00a;e=1\r\n0123456789\r\n0\r\n\r\n";
  for (std::size_t step = 1; step <= bytes.size(); ++step) {
    const auto request = parse(bytes, step);
    ASSERT_TRUE(request) << step << ": " << request.error().what;
    EXPECT_EQ(request->method, "POST");
    EXPECT_EQ(request->target, "/a?b=1");
    EXPECT_EQ(request->field("X-a"), "1, 2");
    EXPECT_EQ(request->body, "abc0123456789");
  }
}

TEST(RequestParser, RefusesWhatIsWrongOrTooLarge) {
  struct Case {
    std::string bytes;
    int status;
  };
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\n";
  const std::vector<Case> cases{
      {"GET / HTTP/1.1\r\n\r\n", 400},                        // no Host
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},  // whose?
      {"GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505},
      {"\x16\x03\x01\x02\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nX: " + std::string(2000, 'x') + "\r\n\r\n", 431},
      {"GET /" + std::string(2000, 'x'), 431},
      {head + "Content-Length: 65\r\n\r\n", 413},
      {head + "Content-Length: 18446744073709551615\r\n\r\n", 413},
      {head + "Content-Length: -1\r\n\r\n", 400},
      {head + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", 400},
      {head + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {head + "Transfer-Encoding: chunked\r\n\r\n41\r\n", 413},
      {head + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", 413},
      {head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400},
  };
  for (const auto& [bytes, expected] : cases) {
    int status = 0;
    EXPECT_FALSE(parse(bytes, bytes.size(), &status)) << bytes;
    EXPECT_EQ(status, expected) << bytes;
  }
}

TEST(RequestParser, LeavesTheNextRequestAlone) {
  RequestParser parser(small);
  const std::string first = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab";
  EXPECT_EQ(parser.put(first + "GET / HTTP/1.1\r\n").value(), first.size());
  EXPECT_TRUE(parser.done());
}

TEST(ResponseParser, ReadsEveryKindOfBody) {
  struct Case {
    std::string bytes, body;
    bool ends_with_connection;
  };
  const std::vector<Case> cases{
      {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", "abc", false},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n", "abc",
       false},
      {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", "x", false},
      {"HTTP/1.1 200 OK\r\n\r\nabc", "abc", true},
      {"HTTP/1.1 204 No Content\r\n\r\n", "", false},
  };
  for (const auto& [bytes, body, ends_with_connection] : cases) {
    std::string got;
    ResponseParser parser(ResponseParser::Body::expected, small, [&](std::string_view piece) {
      got += piece;
      return true;
    });
    ASSERT_TRUE(parser.put(bytes)) << bytes;
    EXPECT_EQ(parser.done(), !ends_with_connection) << bytes;
    if (ends_with_connection) {
      EXPECT_TRUE(parser.end());
    }
    EXPECT_EQ(got, body) << bytes;
    EXPECT_EQ(parser.take().status / 100, 2);
  }
}

TEST(ResponseParser, ACutOffBodyIsAnError) {
  for (const std::string bytes :
       {"", "HTTP/1.1 200 O", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"}) {
    ResponseParser parser(ResponseParser::Body::expected, small, [](auto) { return true; });
    ASSERT_TRUE(parser.put(bytes)) << bytes;
    EXPECT_EQ(parser.end().error().fault, Fault::unavailable) << bytes;
  }
}

TEST(Head, NothingFromOutsideEndsALine) {
  Response response{.status = 200,
                    .fields = {{"X-A", "1\r\nX-B: 2\0 3"}, {"X C", "no token"}, {"X-D", "\x7f"}}};
  response.fields["X-E"] = std::string("a\0b", 3);
  EXPECT_EQ(head_of(response), "HTTP/1.1 200 OK\r\nX-A: 1  X-B: 2\r\nX-D:  \r\nX-E: a b\r\n\r\n");
  EXPECT_EQ(head_of(Request{.method = "GE T", .target = "/a b\r\nX: 1"}),
            "GET /a%20b%0D%0AX:%201 HTTP/1.1\r\n\r\n");
}

}  // namespace
}  // namespace backstamp::http
