#include "api/page.h"

#include <charconv>

#include "api/router.h"

namespace backstamp::api {
namespace {

// "MILLISECONDS.UUID"
Result<void> read_cursor(std::string_view cursor, PageRequest& page) {
  std::int64_t milliseconds = 0;
  const auto [end, error] =
      std::from_chars(cursor.data(), cursor.data() + cursor.size(), milliseconds);
  const std::string_view rest(end, cursor.data() + cursor.size());
  const auto id = Uuid::parse(rest.substr(rest.empty() ? 0 : 1));
  if (error != std::errc() || !rest.starts_with('.') || !id) {
    return fail(Fault::invalid, "'cursor' is none that this server gave");
  }
  page.before = Time(std::chrono::milliseconds(milliseconds));
  page.before_id = *id;
  return {};
}

Result<std::size_t> read_limit(std::string_view text) {
  std::size_t limit = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
  if (error != std::errc() || end != text.data() + text.size() || limit < 1 || limit > 1'000) {
    return fail(Fault::invalid, "'limit' must be 1 to 1000");
  }
  return limit;
}

}  // namespace

Result<PageRequest> page_request(const http::Request& request) {
  PageRequest page;
  for (auto& [name, value] : TRY(http::parse_query(request.query()))) {
    if (name == "cursor") {
      TRY(read_cursor(value, page));
    } else if (name == "limit") {
      page.rows_max = TRY(read_limit(value));
    } else {
      page.parameters.emplace_back(name, value);
    }
  }
  return page;
}

std::optional<std::string> parameter(const PageRequest& request, std::string_view name) {
  for (const auto& [known, value] : request.parameters) {
    if (known == name) return value;
  }
  return std::nullopt;
}

http::Response page(const std::vector<std::string>& items, const std::optional<PageEnd>& last) {
  std::string body = "{\"items\":[";
  for (const std::string& item : items) {
    if (body.back() != '[') body += ',';
    body += item;
  }
  body += "],\"next\":";
  body += last ? "\"" + std::to_string(last->time.time_since_epoch().count()) + "." +
                     last->id.text() + "\""
               : "null";
  return json(body + "}");
}

}  // namespace backstamp::api
