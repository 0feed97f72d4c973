// SQL is put together here and nowhere else. Templates are literals of ours; what a query says
// enters only through sql_text() and the numbers below, or as an id.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace backstamp::hunting::kql {

// A whole statement's size; also the point above which expressions are refused.
inline constexpr std::size_t sql_bytes_max = 4 * 1024 * 1024;
inline constexpr std::size_t expression_bytes_max = 512 * 1024;

// `form` with $0 to $9 replaced by the parts, $$ by a $: sql("lower($0)", {x}).
std::string sql(std::string_view form, std::initializer_list<std::string_view> parts);

// A literal with its quotes, whatever the text holds.
std::string sql_text(std::string_view text);
std::string sql_whole(std::int64_t number);
std::string sql_real(double number);
std::string sql_datetime(std::int64_t ticks);

std::string joined(const std::vector<std::string>& parts, std::string_view between = ", ");

// The ids (c17) that a piece of SQL mentions.
std::vector<std::string> ids_in(std::string_view text);
// The same SQL with c17 written s17.
std::string with_inner_ids(std::string_view text);

// A regular expression that matches just this text.
std::string regex_quoted(std::string_view text);

}  // namespace backstamp::hunting::kql
