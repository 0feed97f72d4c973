// Speaks ClickHouse SQL over the ClickHouse HTTP interface, to `backstamp engine` or to a cluster
// alike: only the endpoint differs.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "http/endpoint.h"

namespace backstamp::http {
class Client;
}

namespace backstamp::hunting {

// Values are always bound: SQL holds {name:Type}, `parameters` the value in ClickHouse's text
// form (text_parameter() and its kin write it). Never put a value into `sql` itself.
struct Query {
  std::string sql;  // without FORMAT
  std::map<std::string, std::string> parameters;
  std::map<std::string, std::string> settings;  // max_execution_time, ...
};

// Settings under which an INSERT makes one part of all its rows: they are there whole or not at
// all.
std::map<std::string, std::string> one_block();

// The text form of bound values: escaping as the interface wants it.
std::string text_parameter(std::string_view text);                       // {x:String}
std::string array_parameter(const std::vector<std::string>& texts);      // {x:Array(String)}
std::string array_parameter(const std::vector<std::uint32_t>& numbers);  // {x:Array(UInt32)}
std::string time_parameter(Time time);                                   // {x:DateTime64(3)}

// A table of texts as ClickHouse writes them; NULL is nullopt.
class Rows {
 public:
  Rows(std::vector<std::string> columns,
       std::vector<std::vector<std::optional<std::string>>> cells);
  std::size_t size() const { return cells_.size(); }
  const std::vector<std::string>& columns() const { return columns_; }
  bool is_null(std::size_t row, std::string_view column) const;
  std::string_view text(std::size_t row, std::string_view column) const;  // "" for NULL
  std::int64_t integer(std::size_t row, std::string_view column) const;   // 0 for what is none
  double number(std::size_t row, std::string_view column) const;
  Time time(std::size_t row, std::string_view column) const;  // DateTime64 in ISO form

 private:
  std::size_t column(std::string_view name) const;  // CHECKs that it exists
  std::vector<std::string> columns_;
  std::vector<std::vector<std::optional<std::string>>> cells_;
};

class Client {
 public:
  // `database` must be a plain identifier.
  Client(http::Endpoint endpoint, std::string database);
  ~Client();

  // The answer may take 256 MiB. Asked once more when the engine went away before it answered.
  // Errors: timeout, unavailable (engine down or stopping), limit (a bound of the query was hit),
  // invalid (the engine refused the SQL; its code and first line are in the text).
  Result<Rows> query(const Query& query, Deadline deadline) const;

  // DDL and others without rows.
  Result<void> execute(const Query& query, Deadline deadline) const;

  // Inserts newline-separated JSON objects. On disk when it returns. A second insert with
  // the same token into the same table is ignored by the engine. Errors as query().
  Result<void> insert(std::string_view table, std::string json_lines, std::string_view token,
                      Deadline deadline) const;

  Result<void> ping(Deadline deadline) const;
  const std::string& database() const { return database_; }
  const std::string& place() const { return place_; }  // for people: endpoint and database

 private:
  std::vector<std::pair<std::string, std::string>> parameters_of(const Query& query,
                                                                 bool sql_too) const;
  // The body of the answer. `data` is an INSERT's, sent behind its SQL.
  Result<std::string> ask(const Query& query, std::string data, Deadline deadline) const;

  std::unique_ptr<http::Client> http_;
  std::string database_;
  std::string place_;
};

}  // namespace backstamp::hunting
