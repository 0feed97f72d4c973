#include "hunting/kql/plan/sql_guard.h"

#include <algorithm>

#include "hunting/kql/plan/sql_functions.h"

namespace backstamp::hunting::kql {
namespace {

constexpr std::string_view keywords[] = {
    "SELECT", "DISTINCT",  "FROM",      "AS",        "WHERE", "GROUP",   "BY",    "ORDER",
    "DESC",   "ASC",       "NULLS",     "FIRST",     "LAST",  "LIMIT",   "ARRAY", "JOIN",
    "INNER",  "LEFT",      "RIGHT",     "FULL",      "SEMI",  "ANTI",    "ON",    "UNION",
    "ALL",    "AND",       "OR",        "NOT",       "IN",    "BETWEEN", "NULL",  "OVER",
    "ROWS",   "UNBOUNDED", "PRECEDING", "FOLLOWING", "CAST",  "true",    "false", "nan",
    "inf",    "nothing",   "t",         "l",         "r",     "number"};

constexpr std::string_view types[] = {"Array", "Bool",  "DateTime64", "Float64",
                                      "Int32", "Int64", "Nullable",   "String"};

// Arguments of lambdas.
constexpr std::string_view lambda_names[] = {"x", "n", "g", "p", "q", "u", "m", "f", "i", "a"};

constexpr std::string_view symbols = "()[],.=<>!+-*/%";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

// c17, s17, r3
bool is_id(std::string_view word) {
  return word.size() > 1 && (word[0] == 'c' || word[0] == 's' || word[0] == 'r') &&
         std::ranges::all_of(word.substr(1), is_digit);
}

bool is_number(std::string_view word) {
  if (!is_digit(word[0])) return false;
  return std::ranges::all_of(word, [](char c) { return is_digit(c) || c == 'e'; });
}

bool one_of(std::string_view word, std::span<const std::string_view> list) {
  return std::ranges::find(list, word) != list.end();
}

class Guard {
 public:
  Guard(std::string_view text, std::string_view database, const std::vector<TableSpec>& tables)
      : text_(text), database_(database), tables_(tables) {}

  Checked<void> run() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\'') {
        TRY(skip_literal());
      } else if (is_word(c)) {
        TRY(check_word());
      } else if (c == ' ' || symbols.contains(c)) {
        if (text_.substr(at_).starts_with("--") || text_.substr(at_).starts_with("/*")) {
          return refuse("a comment");
        }
        ++at_;
      } else {
        return refuse(std::string(1, c));
      }
    }
    return {};
  }

 private:
  static std::unexpected<Diagnostic> refuse(const std::string& word) {
    return wrong({}, "this query can't be put into safe SQL: " + word +
                         " is not on the list; please report it");
  }

  Checked<void> skip_literal() {
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\') {
        ++at_;
      } else if (text_[at_] == '\'') {
        ++at_;
        return {};
      }
    }
    return refuse("a text without end");
  }

  std::string_view take_word() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_word(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  // database.table, where a table may stand: directly behind FROM.
  Checked<void> check_table() {
    if (at_ >= text_.size() || text_[at_] != '.') return refuse(std::string(database_));
    ++at_;
    const std::string_view name = take_word();
    const bool known = std::ranges::any_of(
        tables_, [&](const TableSpec& table) { return table.name == name && !table.internal; });
    if (!known) return refuse("table " + std::string(name));
    last_ = "table";
    return {};
  }

  Checked<void> check_word() {
    const bool behind_t = at_ >= 2 && text_.substr(at_ - 2, 2) == "t." && last_ == "t";
    const bool called_number = at_ >= 1 && text_[at_ - 1] == '.';
    const std::string_view word = take_word();
    if (last_ == "FROM" && word == database_) return check_table();
    last_ = word;
    if (behind_t) return check_column(word);
    const bool call = at_ < text_.size() && text_[at_] == '(';
    if (call) {
      const bool known =
          one_of(word, sql_functions) || one_of(word, types) || one_of(word, keywords);
      return known ? Checked<void>() : refuse("function " + std::string(word));
    }
    if (is_id(word) || is_number(word) || one_of(word, keywords) || one_of(word, types) ||
        one_of(word, lambda_names)) {
      return {};
    }
    return called_number && is_number(word) ? Checked<void>() : refuse(std::string(word));
  }

  Checked<void> check_column(std::string_view word) {
    const bool known =
        word == "number" || std::ranges::any_of(tables_, [&](const TableSpec& table) {
          return table.column(word) != nullptr;
        });
    return known ? Checked<void>() : refuse("column " + std::string(word));
  }

  std::string_view text_, database_;
  const std::vector<TableSpec>& tables_;
  std::size_t at_ = 0;
  std::string_view last_;
};

}  // namespace

Checked<void> check_sql(std::string_view sql, std::string_view database,
                        const std::vector<TableSpec>& tables) {
  return Guard(sql, database, tables).run();
}

}  // namespace backstamp::hunting::kql
