#include "hunting/engine/query.h"

#include <algorithm>
#include <array>

#include "base/uuid.h"

namespace backstamp::hunting::engine {
namespace {

constexpr std::string_view parameter_prefix = "param_";

bool one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Parameters of the interface that are no settings and mean nothing to one local user.
bool ignored(std::string_view name) {
  return one_of(name, {"user", "password", "quota_key", "wait_end_of_query", "buffer_size",
                       "client_protocol_version", "stacktrace", "role", "compress", "decompress"});
}

bool unsupported(std::string_view name, std::string_view value) {
  if (one_of(name, {"compress", "decompress"})) return value != "0";
  return one_of(name, {"session_id", "session_timeout", "session_check", "close_session"});
}

bool setting_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

Exception wrong(std::string_view what) {
  return make_exception(code::bad_arguments, what, "BAD_ARGUMENTS");
}

std::expected<void, Exception> take_parameter(Query& query, std::string name, std::string value) {
  if (name == "query") {
    query.sql = std::move(value);
  } else if (name == "database") {
    query.database = std::move(value);
  } else if (name == "default_format") {
    query.default_format = std::move(value);
  } else if (name == "query_id") {
    query.id = std::move(value);
  } else if (name.starts_with(parameter_prefix)) {
    query.parameters.emplace_back(name.substr(parameter_prefix.size()), std::move(value));
  } else if (unsupported(name, value)) {
    return std::unexpected(make_exception(
        code::not_implemented, name + " is not supported by this engine", "NOT_IMPLEMENTED"));
  } else if (!ignored(name)) {
    if (!setting_name(name)) return std::unexpected(wrong("not a setting's name: " + name));
    query.settings.emplace_back(std::move(name), std::move(value));
  }
  return {};
}

void take_fields(Query& query, const http::Request& request) {
  if (auto format = request.field("X-ClickHouse-Format")) query.default_format = *format;
  if (auto database = request.field("X-ClickHouse-Database")) query.database = *database;
  if (auto id = request.field("X-ClickHouse-Query-Id")) query.id = *id;
}

}  // namespace

std::expected<Query, Exception> read_query(const http::Request& request) {
  Query query;
  take_fields(query, request);
  query.read_only = request.method != "POST";
  auto parameters = http::parse_query(request.query());
  if (!parameters) return std::unexpected(wrong(parameters.error().what));
  for (auto& [name, value] : *parameters) {
    auto taken = take_parameter(query, std::move(name), std::move(value));
    if (!taken) return std::unexpected(std::move(taken).error());
  }
  if (!query.sql.empty() && !request.body.empty()) query.sql += '\n';
  query.sql += request.body;
  if (query.id.empty()) query.id = Uuid::random().text();
  return query;
}

std::string summary_of(const Statistics& statistics, std::uint64_t result_bytes,
                       std::uint64_t elapsed_ns) {
  const std::array<std::pair<std::string_view, std::uint64_t>, 8> numbers{{
      {"read_rows", statistics.rows_read},
      {"read_bytes", statistics.bytes_read},
      {"written_rows", statistics.rows_written},
      {"written_bytes", statistics.bytes_written},
      {"total_rows_to_read", statistics.rows_read},
      {"result_rows", statistics.result_rows},
      {"result_bytes", result_bytes},
      {"elapsed_ns", elapsed_ns},
  }};
  std::string json;
  for (const auto& [name, number] : numbers) {
    json += json.empty() ? "{\"" : ",\"";
    json += std::string(name) + "\":\"" + std::to_string(number) + '"';
  }
  return json + '}';
}

std::string content_type_of(std::string_view format) {
  if (format.contains("EachRow") && format.starts_with("JSON")) {
    return "application/x-ndjson; charset=UTF-8";
  }
  if (format.starts_with("JSON")) return "application/json; charset=UTF-8";
  if (format.starts_with("CSV")) return "text/csv; charset=UTF-8; header=present";
  if (format.starts_with("TabSeparated") || format.starts_with("TSV")) {
    return "text/tab-separated-values; charset=UTF-8";
  }
  if (one_of(format, {"Native", "RowBinary", "Parquet", "Arrow", "ArrowStream", "ORC"})) {
    return "application/octet-stream";
  }
  return "text/plain; charset=UTF-8";
}

bool is_rows_alone(std::string_view format) {
  return one_of(format, {"TabSeparated", "TSV", "TabSeparatedRaw", "TSVRaw", "CSV", "JSONEachRow",
                         "JSONLines", "NDJSON", "JSONStringsEachRow", "JSONCompactEachRow",
                         "JSONCompactStringsEachRow", "LineAsString", "RowBinary", "Native"});
}

}  // namespace backstamp::hunting::engine
