// Lists page by cursor: {"items": [...], "next": CURSOR or null}.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "base/uuid.h"
#include "http/message.h"

namespace backstamp::api {

struct PageRequest {
  std::size_t rows_max = 100;  // ?limit=1..1000
  std::optional<Time> before;  // of ?cursor=
  std::optional<Uuid> before_id;
  http::Parameters parameters;  // the others
};

// Error: invalid.
Result<PageRequest> page_request(const http::Request& request);
// The value of a parameter, or nothing.
std::optional<std::string> parameter(const PageRequest& request, std::string_view name);

// `items` are JSON objects; `last` is what the next page comes after, when there may be one.
struct PageEnd {
  Time time;
  Uuid id;
};
http::Response page(const std::vector<std::string>& items, const std::optional<PageEnd>& last);

}  // namespace backstamp::api
