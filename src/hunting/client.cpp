#include "hunting/client.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "base/check.h"
#include "http/client.h"

namespace backstamp::hunting {
namespace {

using Cells = std::vector<std::optional<std::string>>;

// ClickHouse's codes, as far as a caller does something else about them.
Fault fault_of(int code) {
  switch (code) {
    case 159:  // TIMEOUT_EXCEEDED
    case 160: return Fault::timeout;
    case 158:  // TOO_MANY_ROWS
    case 241:  // MEMORY_LIMIT_EXCEEDED
    case 243:  // NOT_ENOUGH_SPACE
    case 307:  // TOO_MANY_BYTES
    case 396: return Fault::limit;
    case 202:  // TOO_MANY_SIMULTANEOUS_QUERIES
    case 236:  // ABORTED
    case 394: return Fault::unavailable;
    default: return Fault::invalid;
  }
}

Error refusal(const http::Response& response) {
  int code = 0;
  const std::string digits = response.field("X-ClickHouse-Exception-Code").value_or("");
  std::from_chars(digits.data(), digits.data() + digits.size(), code);
  const std::string line =
      response.body.substr(0, std::min<std::size_t>(response.body.find('\n'), 500));
  return Error{
      response.status == 503 ? Fault::unavailable : fault_of(code),
      "the hunting engine refused: " + (line.empty() ? std::to_string(response.status) : line)};
}

// A line of JSONCompactEachRow: texts, numbers (64-bit ones quoted) and nulls.
Result<Cells> read_line(std::string_view line) {
  const auto list = nlohmann::json::parse(line, nullptr, false);
  if (!list.is_array()) return fail(Fault::corrupt, "the hunting engine's answer is no table");
  Cells cells;
  cells.reserve(list.size());
  for (const auto& value : list) {
    if (value.is_null()) {
      cells.emplace_back();
    } else {
      cells.emplace_back(value.is_string() ? value.get<std::string>() : value.dump());
    }
  }
  return cells;
}

Result<Rows> read_rows(std::string_view body) {
  std::vector<std::string> columns;
  std::vector<Cells> rows;
  bool head = true;
  while (!body.empty()) {
    const std::size_t end = std::min(body.find('\n'), body.size());
    Cells cells = TRY(read_line(body.substr(0, end)));
    body.remove_prefix(std::min(end + 1, body.size()));
    if (!head) {
      if (cells.size() != columns.size()) {
        return fail(Fault::corrupt, "the hunting engine's answer has a row of another length");
      }
      rows.push_back(std::move(cells));
      continue;
    }
    for (const auto& cell : cells) columns.push_back(cell.value_or(""));
    head = false;
  }
  return Rows(std::move(columns), std::move(rows));
}

http::Parameters parameters_of(const Query& query, const std::string& database) {
  http::Parameters parameters = {{"database", database},
                                 {"date_time_output_format", "iso"},
                                 {"date_time_input_format", "best_effort"},
                                 {"output_format_json_escape_forward_slashes", "0"},
                                 {"output_format_json_quote_64bit_integers", "1"},
                                 {"max_query_size", "16777216"}};
  for (const auto& [name, value] : query.settings) parameters.emplace_back(name, value);
  return parameters;
}

// Parameters travel in the URL. A long list has no room there and becomes a literal of the query.
constexpr std::size_t url_parameter_bytes_max = 8 * 1024;

// A list's text form as an SQL literal. Single texts have their escapes already.
std::string literal(std::string_view parameter, bool list) {
  std::string text = "'";
  for (const char c : parameter) {
    if (c == '\'' || (list && c == '\\')) text += '\\';
    text += c;
  }
  return text + "'";
}

}  // namespace

Client::Client(http::Endpoint endpoint, std::string database)
    : http_(std::make_unique<http::Client>(std::move(endpoint))), database_(std::move(database)) {
  CHECK(!database_.empty());
}

Client::~Client() = default;

namespace {

Result<http::Response> ask(http::Client& http, const Query& query, const std::string& database,
                           std::string_view format, Deadline deadline) {
  http::Parameters parameters = parameters_of(query, database);
  std::string sql = query.sql;
  for (const auto& [name, value] : query.parameters) {
    if (value.size() <= url_parameter_bytes_max) {
      parameters.emplace_back("param_" + name, value);
      continue;
    }
    const std::size_t at = sql.find("{" + name + ":");
    CHECK(at != std::string::npos);
    const std::size_t end = sql.find('}', at);
    const std::string type = sql.substr(at + name.size() + 2, end - at - name.size() - 2);
    for (std::size_t place = at; place != std::string::npos; place = sql.find("{" + name + ":")) {
      const std::size_t stop = sql.find('}', place);
      sql.replace(place, stop - place + 1,
                  "CAST(" + literal(value, type.starts_with("Array")) + ", '" + type + "')");
    }
  }
  if (!format.empty()) sql += " FORMAT " + std::string(format);
  http::Request request;
  request.method = "POST";
  request.target = "/?" + http::write_query(parameters);
  request.body = std::move(sql);
  http::Response response = TRY(http.send(request, deadline));
  if (response.status != 200) return std::unexpected(refusal(response));
  return response;
}

}  // namespace

Result<Rows> Client::query(const Query& query, Deadline deadline) const {
  const http::Response response =
      TRY(ask(*http_, query, database_, "JSONCompactEachRowWithNames", deadline));
  return read_rows(response.body);
}

Result<void> Client::execute(const Query& query, Deadline deadline) const {
  TRY(ask(*http_, query, database_, "", deadline));
  return {};
}

Result<void> Client::insert(std::string_view table, std::string_view json_lines,
                            std::string_view token, Deadline deadline) const {
  http::Parameters parameters =
      parameters_of({.sql = {}, .parameters = {}, .settings = {}}, database_);
  parameters.emplace_back("query", "INSERT INTO " + std::string(table) + " FORMAT JSONEachRow");
  if (!token.empty()) parameters.emplace_back("insert_deduplication_token", token);
  http::Request request;
  request.method = "POST";
  request.target = "/?" + http::write_query(parameters);
  request.body = json_lines;
  const http::Response response = TRY(http_->send(request, deadline));
  if (response.status != 200) return std::unexpected(refusal(response));
  return {};
}

Result<void> Client::ping(Deadline deadline) const {
  http::Request request;
  request.target = "/ping";
  const http::Response response = TRY(http_->send(request, deadline));
  if (response.status != 200) return std::unexpected(refusal(response));
  return {};
}

}  // namespace backstamp::hunting
