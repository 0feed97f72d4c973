// HTTP requests and responses as values (RFC 9110).
#pragma once

#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace backstamp::http {

// Field names compare without case; a field that came twice is joined by ", ".
struct LessWithoutCase {
  bool operator()(std::string_view a, std::string_view b) const;
  using is_transparent = void;
};
using Fields = std::map<std::string, std::string, LessWithoutCase>;

struct Request {
  std::string method = "GET";
  std::string target = "/";  // path and query as sent, percent-encoded
  Fields fields{};
  std::string body{};

  bool from_unix_socket = false;  // set by the server
  // Server: requested when the client went away or the server stops. Client: given by who asks, who
  // requests it to withdraw the request.
  std::stop_token stop{};

  std::string_view path() const;  // without the query, still encoded
  std::string_view query() const;
  std::optional<std::string> field(std::string_view name) const;
};

struct Response {
  int status = 200;
  Fields fields{};
  std::string body{};

  std::optional<std::string> field(std::string_view name) const;
};

// Percent-decoding of a path segment or, with plus_is_blank, of a form value. Error: invalid.
Result<std::string> percent_decode(std::string_view text, bool plus_is_blank = false);
std::string percent_encode(std::string_view text);  // unreserved characters of RFC 3986 stay

// The parameters of a query string or form body in order, decoded. Error: invalid.
using Parameters = std::vector<std::pair<std::string, std::string>>;
Result<Parameters> parse_query(std::string_view query);
std::string write_query(const Parameters& parameters);

}  // namespace backstamp::http
