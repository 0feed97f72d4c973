#include "hunting/client.h"

#include <charconv>

#include "base/check.h"
#include "base/text.h"
#include "http/client.h"
#include "hunting/literals.h"
#include "hunting/row_text.h"

namespace backstamp::hunting {
namespace {

// Together these stay below what servers take in a request's head.
constexpr std::size_t parameter_bytes_max = 4 * 1024;
constexpr std::size_t target_bytes_max = 60 * 1024;
constexpr std::size_t sql_bytes_max = 16 * 1024 * 1024;
constexpr std::size_t answer_bytes_max = 256 * 1024 * 1024;

bool is_identifier(std::string_view text) {
  const auto plain = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !text.empty() && !(text.front() >= '0' && text.front() <= '9') &&
         std::ranges::all_of(text, plain);
}

// Numbers as in ClickHouse's src/Common/ErrorCodes.cpp. Codes that are not named: what the server
// answers with a status below 500 lies with the question, all else with the server.
Fault fault_of(int code, int status) {
  switch (code) {
    case 159:                             // TIMEOUT_EXCEEDED
    case 160: return Fault::timeout;      // TOO_SLOW
    case 158:                             // TOO_MANY_ROWS
    case 191:                             // SET_SIZE_LIMIT_EXCEEDED
    case 241:                             // MEMORY_LIMIT_EXCEEDED
    case 243:                             // NOT_ENOUGH_SPACE
    case 252:                             // TOO_MANY_PARTS
    case 307:                             // TOO_MANY_BYTES
    case 396: return Fault::limit;        // TOO_MANY_ROWS_OR_BYTES
    case 60:                              // UNKNOWN_TABLE
    case 81: return Fault::not_found;     // UNKNOWN_DATABASE
    case 497: return Fault::denied;       // ACCESS_DENIED
    case 202: return Fault::unavailable;  // TOO_MANY_SIMULTANEOUS_QUERIES
    case 394: return Fault::cancelled;    // QUERY_WAS_CANCELLED
    case 42:                              // NUMBER_OF_ARGUMENTS_DOESNT_MATCH
    case 43:                              // ILLEGAL_TYPE_OF_ARGUMENT
    case 69:                              // ARGUMENT_OUT_OF_BOUND
    case 131:                             // TOO_LARGE_STRING_SIZE
    case 153:                             // ILLEGAL_DIVISION
    case 386:                             // NO_COMMON_TYPE
    case 395: return Fault::invalid;      // FUNCTION_THROW_IF_VALUE_IS_NON_ZERO
    default: return status < 500 ? Fault::invalid : Fault::unavailable;
  }
}

std::string first_line(std::string_view body) {
  const std::string_view line = body.substr(0, std::min(body.find('\n'), std::size_t{500}));
  return Text::lossy(trim(line)).str();
}

Result<void> check(const http::Response& response) {
  int code = 0;
  const std::string named = response.field("X-ClickHouse-Exception-Code").value_or("");
  std::from_chars(named.data(), named.data() + named.size(), code);
  if (response.status == 200 && code == 0) return {};
  if (code == 0) {
    return fail(response.status >= 500 ? Fault::unavailable : Fault::invalid,
                "the hunting store answered with status " + std::to_string(response.status) + ": " +
                    first_line(response.body));
  }
  return fail(fault_of(code, response.status), "hunting store: " + first_line(response.body));
}

// What the engine must stop at by itself: its own bound lies just before ours.
std::string seconds_left(Deadline deadline) {
  const auto left = std::chrono::duration<double>(deadline - std::chrono::steady_clock::now());
  return std::to_string(std::max(0.1, left.count()));
}

}  // namespace

std::map<std::string, std::string> one_block() {
  return {{"max_insert_block_size", "1000000000"},
          {"max_insert_threads", "1"},
          {"max_partitions_per_insert_block", "0"},
          {"min_insert_block_size_bytes", "0"},
          {"min_insert_block_size_rows", "1000000000"}};
}

Client::Client(http::Endpoint endpoint, std::string database)
    : http_(std::make_unique<http::Client>(endpoint)),
      database_(std::move(database)),
      place_(http::text_of(endpoint) + "/" + database_) {
  CHECK(is_identifier(database_));
}

Client::~Client() = default;

Result<std::string> Client::ask(const Query& query, std::string data, Deadline deadline) const {
  Query bound = with_long_values_as_literals(query, parameter_bytes_max);
  if (bound.sql.size() > sql_bytes_max) {
    return fail(Fault::limit, "a question to the hunting store takes " +
                                  std::to_string(bound.sql.size()) +
                                  " bytes with its values; ask in portions of at most 16 MiB");
  }
  const bool has_data = !data.empty();
  http::Request request{.method = "POST",
                        .target = "/?" + http::write_query(parameters_of(bound, has_data)),
                        .body = has_data ? std::move(data) : std::move(bound.sql)};
  if (request.target.size() > target_bytes_max) {
    return fail(Fault::limit, "a question to the hunting store has too many values: " +
                                  std::to_string(request.target.size()) + " bytes");
  }
  std::string answer;
  const auto head = http_->stream(request, deadline, [&](std::string_view piece) {
    answer += piece;
    return answer.size() <= answer_bytes_max;
  });
  if (answer.size() > answer_bytes_max) {
    return fail(Fault::limit, "the hunting store's answer is larger than 256 MiB; ask for less");
  }
  if (const auto late = read_late_exception(answer)) {
    return fail(fault_of(late->code, /*status=*/500), "hunting store: " + first_line(late->text));
  }
  http::Response response = TRY_IN("hunting store", head);
  response.body = std::move(answer);
  TRY(check(response));
  return std::move(response.body);
}

http::Parameters Client::parameters_of(const Query& query, bool sql_too) const {
  http::Parameters parameters = {{"session_timezone", "UTC"},
                                 {"date_time_input_format", "best_effort"},
                                 {"max_query_size", std::to_string(2 * sql_bytes_max)}};
  if (!query.settings.contains("database")) parameters.emplace_back("database", database_);
  if (sql_too) parameters.emplace_back("query", query.sql);
  for (const auto& [name, value] : query.settings) parameters.emplace_back(name, value);
  for (const auto& [name, value] : query.parameters) {
    parameters.emplace_back("param_" + name, value);
  }
  return parameters;
}

Result<Rows> Client::query(const Query& query, Deadline deadline) const {
  Query bounded = query;
  bounded.sql += "\nFORMAT TabSeparatedWithNames";
  bounded.settings.emplace("max_execution_time", seconds_left(deadline));
  bounded.settings.emplace("date_time_output_format", "iso");
  bounded.settings.emplace("output_format_json_escape_forward_slashes", "0");
  auto body = ask(bounded, {}, deadline);
  // A kept connection that an engine gone meanwhile had closed; reading twice does no harm.
  if (!body && body.error().fault == Fault::unavailable) body = ask(bounded, {}, deadline);
  if (!body) return std::unexpected(std::move(body).error());
  return read_rows(*body);
}

Result<void> Client::execute(const Query& query, Deadline deadline) const {
  TRY(ask(query, {}, deadline));
  return {};
}

Result<void> Client::insert(std::string_view table, std::string json_lines, std::string_view token,
                            Deadline deadline) const {
  CHECK(is_identifier(table));
  if (json_lines.empty()) return {};
  Query query{.sql = "INSERT INTO " + std::string(table) + " FORMAT JSONEachRow",
              .parameters = {},
              .settings = one_block()};          // its token stands for all of it
  query.settings.insert({{"async_insert", "0"},  // answered when it is on disk, not in a buffer
                         {"input_format_parallel_parsing", "0"},
                         {"input_format_skip_unknown_fields", "0"},
                         {"input_format_json_throw_on_bad_escape_sequence", "0"},
                         {"insert_deduplicate", "1"},
                         {"insert_deduplication_token", std::string(token)}});
  TRY(ask(query, std::move(json_lines), deadline));
  return {};
}

Result<void> Client::ping(Deadline deadline) const {
  const http::Response response = TRY(http_->send({.target = "/ping"}, deadline));
  if (response.status == 200) return {};
  return fail(Fault::unavailable,
              "the hunting store answered ping with status " + std::to_string(response.status));
}

}  // namespace backstamp::hunting
