#include "hunting/sigma/detection.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace backstamp::hunting::sigma {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t values_max = 2'000;  // of one field

// How a value is compared: at most one of these, besides all and cased.
constexpr std::array comparisons = {"contains", "startswith", "endswith", "re", "cidr",
                                    "exists",   "lt",         "lte",      "gt", "gte"};

struct Field {
  std::string name;        // as in the rule, without modifiers
  std::string comparison;  // empty: equal
  bool all = false, cased = false;
  std::string flags;  // of re
  FieldTerm term;
};

std::unexpected<Error> wrong(const std::string& where, const std::string& what) {
  return fail(Fault::invalid, where + ": " + what);
}

Result<void> take_modifier(Field& field, const std::string& modifier, const std::string& where) {
  if (modifier == "all") {
    field.all = true;
  } else if (modifier == "cased") {
    field.cased = true;
  } else if (field.comparison == "re" && (modifier == "i" || modifier == "m" || modifier == "s")) {
    field.flags += modifier;
  } else if (std::ranges::find(comparisons, modifier) != comparisons.end()) {
    if (!field.comparison.empty()) {
      return wrong(where, field.comparison + " and " + modifier + " do not go together");
    }
    field.comparison = modifier;
  } else {
    return wrong(where,
                 "the modifier " + Text::lossy(modifier).cut(40).str() + " is not supported here");
  }
  return {};
}

// "TargetFilename|contains|all"
Result<Field> read_field(const LogSource& source, const std::string& key) {
  const std::string where = Text::lossy(key).cut(100).str();
  Field field;
  std::size_t from = key.find('|');
  field.name = key.substr(0, from);
  if (field.name.empty()) return wrong(where, "keywords without a field are not supported here");
  while (from < key.size()) {
    const auto end = std::min(key.find('|', from + 1), key.size());
    TRY(take_modifier(field, key.substr(from + 1, end - from - 1), where));
    from = end;
  }
  field.term = TRY(field_term(source, field.name));
  return field;
}

// A value taken apart at its wildcards. A backslash keeps a wildcard, or a backslash before one,
// from being read so.
struct Pattern {
  std::string plain;       // with the escapes resolved
  std::string expression;  // RE2
  bool has_wildcard = false;
};

void add_plain(Pattern& pattern, char c) {
  pattern.plain += c;
  if (std::string_view("\\^$.|?*+()[]{}").find(c) != std::string_view::npos) {
    pattern.expression += '\\';
  }
  pattern.expression += c;
}

Pattern pattern_of(const std::string& value) {
  Pattern pattern;
  const auto is_wildcard = [](char c) { return c == '*' || c == '?'; };
  for (std::size_t at = 0; at < value.size(); ++at) {
    const char c = value[at];
    const char next = at + 1 < value.size() ? value[at + 1] : '\0';
    if (c == '\\' && (is_wildcard(next) || next == '\\')) {
      add_plain(pattern, next);
      ++at;
    } else if (is_wildcard(c)) {
      pattern.has_wildcard = true;
      pattern.expression += c == '*' ? ".*" : ".";
    } else {
      add_plain(pattern, c);
    }
  }
  return pattern;
}

Result<std::string> text_kql(const Field& field, const std::string& value) {
  const std::string& term = field.term.kql;
  const Pattern pattern = pattern_of(value);
  if (pattern.has_wildcard) {
    const bool open_start = field.comparison == "contains" || field.comparison == "endswith";
    const bool open_end = field.comparison == "contains" || field.comparison == "startswith";
    const std::string expression = std::string(field.cased ? "(?s)" : "(?is)") +
                                   (open_start ? "" : "^") + pattern.expression +
                                   (open_end ? "" : "$");
    return term + " matches regex " + TRY(kql_text(expression));
  }
  std::string word = field.comparison;
  if (word.empty()) {
    word = field.cased ? "==" : "=~";
  } else if (field.cased) {
    word += "_cs";
  }
  return term + " " + word + " " + TRY(kql_text(pattern.plain));
}

Result<std::string> regex_kql(const Field& field, const std::string& value) {
  const std::string flags = field.flags.empty() ? "" : "(?" + field.flags + ")";
  return field.term.kql + " matches regex " + TRY(kql_text(flags + value));
}

Result<std::string> cidr_kql(const Field& field, const std::string& value) {
  if (value.find(':') != value.npos) return wrong(field.name, "cidr is for IPv4 here");
  return "ipv4_is_in_range(" + field.term.kql + ", " + TRY(kql_text(value)) + ")";
}

Result<std::string> order_kql(const Field& field, const Json& value) {
  if (!value.is_number()) return wrong(field.name, field.comparison + " needs a number");
  const std::string sign = field.comparison.starts_with("l") ? "<" : ">";
  const std::string term = field.term.kind == FieldTerm::Kind::number
                               ? field.term.kql
                               : "todouble(" + field.term.kql + ")";
  return term + " " + sign + (field.comparison.ends_with("e") ? "=" : "") + " " + value.dump();
}

// Equal to null, a number or a boolean; texts in columns of another type are read as such.
Result<std::string> scalar_kql(const Field& field, const Json& value) {
  const FieldTerm& term = field.term;
  if (value.is_null()) {
    return (term.kind == FieldTerm::Kind::text ? "isempty(" : "isnull(") + term.kql + ")";
  }
  if (term.kind == FieldTerm::Kind::boolean) {
    const std::string text =
        value.is_string() ? ascii_lower(value.get<std::string>()) : value.dump();
    if (text == "true" || text == "false") return term.kql + " == " + text;
    return wrong(field.name, "is true or false");
  }
  if (term.kind == FieldTerm::Kind::number) {
    if (value.is_number()) return term.kql + " == " + value.dump();
    return wrong(field.name, "is a number");
  }
  return text_kql(field, value.is_string() ? value.get<std::string>() : value.dump());
}

Result<std::string> value_kql(const Field& field, const Json& value) {
  if (value.is_array() || value.is_object()) return wrong(field.name, "a list inside a list");
  const std::string& how = field.comparison;
  if (how == "exists") {
    if (!value.is_boolean()) return wrong(field.name, "exists is true or false");
    const bool text = field.term.kind == FieldTerm::Kind::text;
    const std::string there = (text ? "isnotempty(" : "isnotnull(") + field.term.kql + ")";
    return value.get<bool>() ? there : "not(" + there + ")";
  }
  if (how == "lt" || how == "lte" || how == "gt" || how == "gte") return order_kql(field, value);
  if (how.empty()) return scalar_kql(field, value);
  if (field.term.kind != FieldTerm::Kind::text) {
    return wrong(field.name, how + " is for texts; this column holds none");
  }
  if (!value.is_string() && !value.is_number()) return wrong(field.name, how + " needs a text");
  const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  if (how == "re") return regex_kql(field, text);
  if (how == "cidr") return cidr_kql(field, text);
  return text_kql(field, text);
}

Result<std::string> field_kql(const LogSource& source, const std::string& key, const Json& value) {
  const Field field = TRY(read_field(source, key));
  if (!value.is_array()) return value_kql(field, value);
  if (value.empty()) return wrong(key, "an empty list");
  if (value.size() > values_max) return fail(Fault::limit, key + ": more than 2000 values");
  std::string kql;
  for (const Json& one : value) {
    kql += (kql.empty() ? "(" : field.all ? " and " : " or ") + TRY(value_kql(field, one));
  }
  return kql + ")";
}

Result<std::string> map_kql(const LogSource& source, const Json& map) {
  if (map.empty()) return wrong("detection", "an empty map");
  std::string kql;
  for (const auto& [key, value] : map.items()) {
    kql += (kql.empty() ? "(" : " and ") + TRY(field_kql(source, key, value));
  }
  return kql + ")";
}

}  // namespace

Result<std::string> search_kql(const LogSource& source, std::string_view json) {
  const Json search = Json::parse(json, nullptr, false);
  if (search.is_object()) return map_kql(source, search);
  if (!search.is_array() || search.empty()) {
    return fail(Fault::invalid, "must be a map of fields, or a list of such maps");
  }
  std::string kql;
  for (const Json& one : search) {
    if (!one.is_object()) {
      return fail(Fault::invalid, "keywords without a field are not supported here");
    }
    kql += (kql.empty() ? "(" : " or ") + TRY(map_kql(source, one));
  }
  return kql + ")";
}

}  // namespace backstamp::hunting::sigma
