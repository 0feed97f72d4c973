#include "api/hunt_answer.h"

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "api/problem.h"
#include "base/text.h"

namespace backstamp::api {
namespace {

namespace kql = hunting::kql;
using Json = nlohmann::ordered_json;

constexpr std::int64_t ticks_a_millisecond = 10'000;
// Whole numbers up to here are exact in every JSON reader; larger ones are sent as text.
constexpr std::int64_t exact_max = std::int64_t{1} << 53;

Json number_of(const std::string& text, kql::Type type) {
  if (kql::is_whole(type)) {
    std::int64_t whole = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), whole);
    if (read.ec != std::errc() || whole > exact_max || whole < -exact_max) return text;
    return whole;
  }
  double real = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), real);
  if (read.ec != std::errc() || !std::isfinite(real)) return text;
  return real;
}

}  // namespace

http::Response refusal(const kql::Diagnostic& diagnostic) {
  const int status = status_of(diagnostic.fault);
  http::Response response = problem(status, name_of(diagnostic.fault), kql::text_of(diagnostic));
  Json document = Json::parse(response.body);
  document["diagnostics"] = Json::array({{{"line", diagnostic.place.line},
                                          {"column", diagnostic.place.column},
                                          {"message", Text::lossy(diagnostic.message).str()},
                                          {"expected", Text::lossy(diagnostic.expected).str()},
                                          {"nearest", Text::lossy(diagnostic.nearest).str()}}});
  response.body = document.dump() + "\n";
  return response;
}

Json columns_json(const kql::Compiled& compiled) {
  Json columns = Json::array();
  for (const kql::ResultColumn& column : compiled.columns) {
    columns.push_back({{"name", Text::lossy(column.name).str()},
                       {"type", std::string(kql::name_of(column.type))}});
  }
  return columns;
}

Json cell_json(const kql::Cell& cell, kql::Type type) {
  if (!cell) return nullptr;
  if (kql::is_number(type)) return number_of(*cell, type);
  if (type == kql::Type::boolean) return *cell == "true";
  if (type == kql::Type::dynamic) {
    Json value = Json::parse(*cell, nullptr, /*allow_exceptions=*/false);
    if (!value.is_discarded()) return value;
  }
  return Text::lossy(*cell).str();
}

Json rows_json(const kql::Compiled& compiled, const kql::HuntAnswer& answer) {
  Json rows = Json::array();
  for (const auto& row : answer.rows) {
    Json cells = Json::array();
    for (std::size_t i = 0; i < row.size(); ++i) {
      cells.push_back(cell_json(row[i], compiled.columns[i].type));
    }
    rows.push_back(std::move(cells));
  }
  return rows;
}

Error error_of(const kql::Diagnostic& diagnostic) {
  return Error{diagnostic.fault, kql::text_of(diagnostic)};
}

kql::CompileSettings hunt_settings(const hunting::Client& client, const Clock& clock,
                                   std::int64_t rows_max, const kql::HuntBounds* bounds,
                                   const std::stop_token& stop) {
  return {.database = client.database(),
          .now_ticks = clock.now().time_since_epoch().count() * ticks_a_millisecond,
          .rows_max = rows_max,
          .look = bounds == nullptr ? kql::Look() : kql::look_at(client, *bounds, stop)};
}

}  // namespace backstamp::api
