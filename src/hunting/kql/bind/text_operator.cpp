// has, contains, startswith, matches regex and their kin, with their cases and their ! forms.
//
// A term is a run of letters and digits. `has` finds its needle where the needle's ends that are
// letters or digits lie on the borders of terms; an end that is a separator needs no border.
#include <re2/re2.h>

#include "base/text.h"
#include "hunting/kql/bind/binder.h"

namespace backstamp::hunting::kql {
namespace {

constexpr std::size_t regex_bytes_max = 16 * 1024;
constexpr std::size_t needles_in_one_regex = 256;
constexpr std::size_t words_looked_up = 4;
constexpr std::size_t needles_looked_up = 16;  // each by itself; more are cheaper in one pass
constexpr std::string_view border_before = "(?:^|[^\\p{L}\\p{N}])";
constexpr std::string_view border_behind = "(?:$|[^\\p{L}\\p{N}])";
constexpr std::string_view term_at_front = "'^[\\\\p{L}\\\\p{N}]'";
constexpr std::string_view term_at_end = "'[\\\\p{L}\\\\p{N}]$'";

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Beyond ASCII most characters that people search for are letters.
bool is_term(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80;
}

enum class Borders { both, before, behind };

struct Match {
  Borders borders = Borders::both;
  bool folds = true;  // upper and lower case are one
};

std::string needle_regex(std::string_view needle, Borders borders) {
  std::string regex;
  if (borders != Borders::behind && is_term(needle.front())) regex += border_before;
  regex += regex_quoted(needle);
  if (borders != Borders::before && is_term(needle.back())) regex += border_behind;
  return regex;
}

// A needle that may vary from row to row.
std::string found_in(const std::string& text, const std::string& needle, bool folds) {
  const std::string_view function = folds ? "positionCaseInsensitiveUTF8" : "position";
  return sql("($0($1, $2) > 0)", {function, text, needle});
}

// The longest words of a needle, as far as they say more than one letter does.
std::vector<std::string_view> words_of(std::string_view needle) {
  std::vector<std::string_view> words;
  for (std::size_t begin = 0; begin < needle.size();) {
    std::size_t end = begin;
    while (end < needle.size() && is_term(needle[end])) ++end;
    if (end - begin > 1) words.push_back(needle.substr(begin, end - begin));
    begin = std::max(end, begin + 1);
  }
  std::ranges::sort(words, [](std::string_view a, std::string_view b) {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  });
  words.resize(std::min(words.size(), words_looked_up));
  return words;
}

std::string like_folded(const std::string& text, std::string_view needle) {
  std::string pattern = "%";
  for (const char c : ascii_lower(needle)) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return sql("like(lower($0), $1)", {text, sql_text(pattern + "%")});
}

// The tables' text indexes are on lower(column) and answer LIKE '%word%' from their dictionary,
// without reading the column. A needle of several words is in no dictionary, but its words are part
// of entries: asked for first, they leave few rows to look at.
std::string found_folded(const std::string& text, const std::string& needle) {
  const std::vector<std::string_view> words = words_of(needle);
  if (words.size() == 1 && words[0].size() == needle.size()) return like_folded(text, needle);
  std::vector<std::string> parts;
  for (const std::string_view word : words) parts.push_back(like_folded(text, word));
  parts.push_back(sql("(positionCaseInsensitive($0, $1) > 0)", {text, sql_text(needle)}));
  return "(" + joined(parts, " AND ") + ")";
}

std::string found_constant(const std::string& text, const std::string& needle, bool folds) {
  if (folds && is_ascii(needle)) return found_folded(text, needle);
  return found_in(text, sql_text(needle), folds);
}

std::string has_constant(const std::string& text, const std::string& needle, const Match& match) {
  if (needle.empty()) return "true";
  const std::string regex = (match.folds ? "(?i)" : "") + needle_regex(needle, match.borders);
  return sql("($0 AND match($1, $2))",
             {found_constant(text, needle, match.folds), text, sql_text(regex)});
}

// The needle is known only row by row.
std::string has_expression(const std::string& text, const std::string& needle, const Match& match) {
  const std::string before =
      sql("if(match($0, $1), $2, '')", {needle, term_at_front, sql_text(border_before)});
  const std::string behind =
      sql("if(match($0, $1), $2, '')", {needle, term_at_end, sql_text(border_behind)});
  const std::string regex =
      sql("concat('$0', $1, regexpQuoteMeta($2), $3)",
          {match.folds ? "(?i)" : "", match.borders == Borders::behind ? "''" : before, needle,
           match.borders == Borders::before ? "''" : behind});
  // The engine takes no needle that varies in a text that does not.
  const std::string varying = sql("materialize($0)", {text});
  return sql("($0 = '' OR ($1 AND match($2, $3)))",
             {needle, found_in(varying, needle, match.folds), varying, regex});
}

std::string has(const std::string& text, const Scalar& needle, const Match& match) {
  if (const auto constant = constant_text(needle)) return has_constant(text, *constant, match);
  return has_expression(text, text_sql(needle), match);
}

std::string contains(const std::string& text, const Scalar& needle, bool folds) {
  if (const auto constant = constant_text(needle)) return found_constant(text, *constant, folds);
  return found_in(text, text_sql(needle), folds);
}

std::string edge(std::string_view function, const std::string& text, const Scalar& needle,
                 bool folds) {
  if (!folds) return sql("$0($1, $2)", {function, text, text_sql(needle)});
  const auto constant = constant_text(needle);
  if (constant && is_ascii(*constant)) {
    return sql("$0CaseInsensitive($1, $2)", {function, text, text_sql(needle)});
  }
  return sql("$0(lowerUTF8($1), lowerUTF8($2))", {function, text, text_sql(needle)});
}

std::string equal_folded(const std::string& text, const Scalar& needle) {
  const auto constant = constant_text(needle);
  if (constant && is_ascii(*constant)) {
    return sql("(lower($0) = $1)", {text, sql_text(ascii_lower(*constant))});
  }
  return sql("(lowerUTF8($0) = lowerUTF8($1))", {text, text_sql(needle)});
}

// * stands for any text, as `like` has it.
std::string like(const std::string& text, const Scalar& pattern) {
  return sql(
      "ilike($0, replaceAll(replaceAll(replaceAll($1, '%', '\\\\%'), '_', '\\\\_'), '*', "
      "'%'))",
      {text, text_sql(pattern)});
}

std::optional<std::string> operation(std::string_view word, const std::string& text,
                                     const Scalar& right) {
  const bool folds = !word.ends_with("_cs") && !word.ends_with("cs");
  if (word.ends_with("_cs")) {
    word.remove_suffix(3);
  } else if (!folds) {
    word.remove_suffix(2);
  }
  if (word == "has") return has(text, right, {Borders::both, folds});
  if (word == "hasprefix") return has(text, right, {Borders::before, folds});
  if (word == "hassuffix") return has(text, right, {Borders::behind, folds});
  if (word == "contains") return contains(text, right, folds);
  if (word == "startswith") return edge("startsWith", text, right, folds);
  if (word == "endswith") return edge("endsWith", text, right, folds);
  if (word == "=~") return equal_folded(text, right);
  if (word == "like") return like(text, right);
  return std::nullopt;
}

}  // namespace

// \u00e9 as RE2 writes it: \x{00e9}.
std::string regex_for_engine(std::string_view pattern) {
  std::string text;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    text += pattern[i];
    if (pattern[i] != '\\' || i + 1 >= pattern.size()) continue;
    const std::string_view digits = pattern.substr(i + 1).substr(1, 4);
    const bool code = pattern[i + 1] == 'u' && digits.size() == 4 &&
                      std::ranges::all_of(digits, [](char c) { return hex_digit(c) >= 0; });
    if (code) {
      text += "x{" + std::string(digits) + "}";
      i += 5;
    } else {
      text += pattern[++i];
    }
  }
  return text;
}

Checked<void> check_regex(Place place, const std::string& pattern) {
  if (pattern.size() > regex_bytes_max) {
    return too_much(place, "a regular expression may take 16 KiB");
  }
  re2::RE2::Options options;
  options.set_log_errors(false);
  const re2::RE2 compiled(pattern, options);
  if (compiled.ok()) return {};
  return wrong(place, "this regular expression is not understood: " + compiled.error(),
               "RE2's syntax, which has no look-around and no back-references");
}

Checked<Scalar> text_operation(Place place, const std::string& word, const Scalar& left,
                               const Scalar& right) {
  const std::string text = text_sql(left);
  if (word == "matches regex") {
    const auto given = constant_text(right);
    if (!given) {
      return wrong(place, "a regular expression must be a constant", "a text in quotes");
    }
    const std::string pattern = regex_for_engine(*given);
    TRY(check_regex(place, pattern));
    return make_scalar(sql("match($0, $1)", {text, sql_text("(?-s)" + pattern)}), Type::boolean,
                       false);
  }
  bool inverse = word.starts_with('!');
  std::string plain = word == "!~" ? "=~" : word.substr(inverse ? 1 : 0);
  if (plain.starts_with("not")) {
    inverse = !inverse;
    plain = plain.substr(3);
  }
  if (plain != "=~" && right.type != Type::text && right.type != Type::dynamic &&
      right.type != Type::guid && !is_number(right.type)) {
    return wrong(place, word + " needs a text, this is a " + std::string(name_of(right.type)));
  }
  const auto found = operation(plain, text, right);
  if (!found) return wrong(place, "unknown operator " + word);
  return make_scalar(inverse ? sql("(NOT $0)", {*found}) : *found, Type::boolean, false);
}

Checked<std::string> has_of_list(Place place, const std::string& text,
                                 const std::vector<std::string>& needles, bool all) {
  std::vector<std::string> parts;
  std::vector<std::string> literals, found, regexes;
  bool ascii = true;
  const auto any_found = [&] {
    if (ascii && literals.size() <= needles_looked_up) return "(" + joined(found, " OR ") + ")";
    return sql("$0($1, [$2])",
               {ascii ? "multiSearchAnyCaseInsensitive" : "multiSearchAnyCaseInsensitiveUTF8", text,
                joined(literals)});
  };
  const auto flush = [&] {
    if (literals.empty()) return;
    parts.push_back(sql("($0 AND match($1, $2))",
                        {any_found(), text, sql_text("(?i)(?:" + joined(regexes, "|") + ")")}));
    literals.clear();
    found.clear();
    regexes.clear();
    ascii = true;
  };
  std::size_t regex_bytes = 0;
  for (const std::string& needle : needles) {
    if (needle.empty()) continue;
    if (all) {
      parts.push_back(has_constant(text, needle, {}));
      continue;
    }
    literals.push_back(sql_text(needle));
    if (literals.size() <= needles_looked_up) found.push_back(found_constant(text, needle, true));
    regexes.push_back(needle_regex(needle, Borders::both));
    ascii = ascii && is_ascii(needle);
    regex_bytes += regexes.back().size();
    if (literals.size() < needles_in_one_regex - 1 && regex_bytes < regex_bytes_max) continue;
    flush();
    regex_bytes = 0;
  }
  flush();
  if (parts.size() > 1'000) return too_much(place, "too many texts to look for");
  if (parts.empty()) return all ? "true" : "false";
  return "(" + joined(parts, all ? " AND " : " OR ") + ")";
}

std::string has_of_array(const std::string& text, const std::string& array, bool all) {
  return sql("$0(n -> $1, arraySlice($2, 1, 10000))",
             {all ? "arrayAll" : "arrayExists", has_expression(text, "n", {}), array});
}

}  // namespace backstamp::hunting::kql
