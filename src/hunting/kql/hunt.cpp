#include "hunting/kql/hunt.h"

#include <charconv>

namespace backstamp::hunting::kql {
namespace {

// Beside what stops a query that asks for too much, these fix the meaning of the SQL: the compiler
// relies on each of them.
std::map<std::string, std::string> settings_of(const HuntBounds& bounds) {
  const auto seconds = std::chrono::duration<double>(bounds.time_max).count();
  return {{"aggregate_functions_null_for_empty", "0"},
          {"allow_ddl", "0"},
          {"allow_introspection_functions", "0"},
          {"enable_extended_results_for_datetime_functions", "1"},
          {"join_use_nulls", "0"},
          {"max_ast_elements", "2000000"},
          {"max_bytes_in_join", std::to_string(bounds.memory_bytes_max)},
          {"max_execution_time", std::to_string(seconds)},
          {"max_expanded_ast_elements", "4000000"},
          {"max_memory_usage", std::to_string(bounds.memory_bytes_max)},
          {"max_parser_depth", "10000"},
          {"max_result_bytes", std::to_string(bounds.answer_bytes_max)},
          {"max_result_rows", std::to_string(bounds.rows_max + 1)},
          {"max_subquery_depth", "200"},
          {"output_format_json_escape_forward_slashes", "0"},
          {"prefer_column_name_to_alias", "0"},
          {"readonly", "1"},
          {"regexp_max_matches_per_row", "100000"},
          {"result_overflow_mode", "throw"},
          // Text indexes answer for two letters already, and for words that many rows have: reading
          // their lists is quicker than reading the column.
          {"text_index_like_max_postings_to_read", "4096"},
          {"text_index_like_min_pattern_length", "2"},
          {"transform_null_in", "0"},
          {"use_variant_as_common_type", "0"}};
}

std::string with_ticks(std::string text) {
  if (!text.empty() && text.back() == 'Z') text.pop_back();
  const std::size_t point = text.find('.');
  if (point == std::string::npos) text += ".0000000";
  if (point != std::string::npos) text.resize(std::max(text.size(), point + 8), '0');
  return text + "Z";
}

}  // namespace

Cell cell_of(Type type, std::optional<std::string> text) {
  if (!text) return std::nullopt;
  switch (type) {
    case Type::boolean: return *text == "1" || *text == "true" ? "true" : "false";
    case Type::datetime: return with_ticks(std::move(*text));
    case Type::timespan: {
      std::int64_t ticks = 0;
      std::from_chars(text->data(), text->data() + text->size(), ticks);
      return timespan_text(ticks);
    }
    case Type::guid:
    case Type::dynamic:
      if (text->empty() || *text == "null") return std::nullopt;
      return text;
    default: return text;
  }
}

Look look_at(const Client& client, const HuntBounds& bounds, std::stop_token stop) {
  return [&client, bounds, stop](const std::string& sql) -> Checked<LookedUp> {
    const auto rows =
        client.query({.sql = sql, .parameters = {}, .settings = settings_of(bounds), .stop = stop},
                     deadline_in(bounds.time_max + Duration(5'000)));
    if (!rows) {
      return std::unexpected(Diagnostic{.place = {},
                                        .message = rows.error().what,
                                        .expected = {},
                                        .nearest = {},
                                        .fault = rows.error().fault});
    }
    LookedUp found;
    for (std::size_t row = 0; row < rows->size(); ++row) {
      found.emplace_back();
      for (const std::string& column : rows->columns()) {
        found.back().emplace_back(rows->text(row, column));
      }
    }
    return found;
  };
}

Result<HuntAnswer> run(const Client& client, const Compiled& compiled, const HuntBounds& bounds,
                       std::stop_token stop) {
  const Query query{.sql = compiled.sql,
                    .parameters = {},
                    .settings = settings_of(bounds),
                    .stop = std::move(stop)};
  // A little longer than the engine's own bound, so that its answer says what was too much.
  const Rows rows = TRY(client.query(query, deadline_in(bounds.time_max + Duration(5'000))));
  HuntAnswer answer;
  const auto most = static_cast<std::size_t>(bounds.rows_max);
  answer.cut_off = rows.size() > most;
  for (std::size_t row = 0; row < std::min(rows.size(), most); ++row) {
    answer.rows.emplace_back();
    for (std::size_t i = 0; i < compiled.columns.size(); ++i) {
      const std::string name = "r" + std::to_string(i);
      std::optional<std::string> text;
      if (!rows.is_null(row, name)) text = std::string(rows.text(row, name));
      answer.rows.back().push_back(cell_of(compiled.columns[i].type, std::move(text)));
    }
  }
  return answer;
}

Result<void> stream(const Client& client, const Compiled& compiled, const HuntBounds& bounds,
                    const std::function<Result<void>(const std::vector<Cell>&)>& take,
                    std::stop_token stop) {
  Query query{.sql = compiled.sql,
              .parameters = {},
              .settings = settings_of(bounds),
              .stop = std::move(stop)};
  query.settings["max_result_bytes"] = "0";
  query.settings["max_result_rows"] = "0";
  std::vector<Cell> row(compiled.columns.size());
  return client.stream(query, deadline_in(bounds.time_max + Duration(5'000)),
                       [&](const Client::Cells& cells) -> Result<void> {
                         if (cells.size() != row.size()) {
                           return fail(Fault::corrupt, "hunting store: a row has " +
                                                           std::to_string(cells.size()) + " cells");
                         }
                         for (std::size_t i = 0; i < row.size(); ++i) {
                           row[i] = cell_of(compiled.columns[i].type, cells[i]);
                         }
                         return take(row);
                       });
}

}  // namespace backstamp::hunting::kql
