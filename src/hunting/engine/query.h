// One query as it came over HTTP, and what came of it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "http/message.h"
#include "hunting/engine/exception.h"

namespace backstamp::hunting::engine {

using Settings = std::vector<std::pair<std::string, std::string>>;

struct Query {
  std::string id;
  std::string sql;  // with the data of an INSERT behind it
  std::string database;
  std::string default_format = "TabSeparated";
  http::Parameters parameters;  // {name:Type} in the SQL, values TSV-escaped
  Settings settings;
  bool read_only = false;  // a GET: changes nothing
};

// As ClickHouse's HTTP interface reads requests: `query` parameter and body joined by a newline,
// `param_NAME`, `database`, `default_format`, `query_id` or their X-ClickHouse header fields;
// other parameters are settings.
std::expected<Query, Exception> read_query(const http::Request& request);

struct Statistics {
  std::uint64_t rows_read = 0, bytes_read = 0, rows_written = 0, bytes_written = 0;
  std::uint64_t result_rows = 0;
};

// The value of X-ClickHouse-Summary.
std::string summary_of(const Statistics& statistics, std::uint64_t result_bytes,
                       std::uint64_t elapsed_ns);

// "application/json; charset=UTF-8" for JSON, ...
std::string content_type_of(std::string_view format);

// True for formats that are rows and nothing around them. The library writes each piece of a
// streamed result as a result of its own: with a head or an end it would come again and again.
bool is_rows_alone(std::string_view format);

}  // namespace backstamp::hunting::engine
