// Searches and conditions of a rule -> a KQL condition.
#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "hunting/sigma_policy/rule.h"

namespace backstamp::hunting::sigma_policy {
namespace {

constexpr std::size_t values_max = 2'000;  // of one rule
constexpr int depth_max = 64;              // of parentheses in a condition

std::string literal_of(std::string_view text) {
  std::string literal = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') literal += '\\';
    if (c == '\n') {
      literal += "\\n";
    } else if (static_cast<unsigned char>(c) >= 0x20) {
      literal += c;
    }
  }
  return literal + '"';
}

std::string joined(const std::vector<std::string>& parts, const char* by) {
  if (parts.size() == 1) return parts.front();
  std::string all;
  for (const std::string& part : parts) all += (all.empty() ? "(" : by) + part;
  return all + ")";
}

// A value of a rule: its text, and where it stands for any text.
struct Pattern {
  std::string text;  // without the wildcards at its ends
  bool open_begin = false, open_end = false;
  bool inside = false;  // wildcards in the middle: only `regex` says it
  std::string regex;
};

Pattern pattern_of(std::string_view value) {
  Pattern pattern;
  std::vector<std::pair<char, bool>> marks;  // character, and whether it is a wildcard
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    const bool escapes = c == '\\' && i + 1 < value.size() &&
                         std::string_view("*?\\").find(value[i + 1]) != std::string_view::npos;
    if (escapes) {
      marks.emplace_back(value[++i], false);
    } else {
      marks.emplace_back(c, c == '*' || c == '?');
    }
  }
  std::size_t begin = 0, end = marks.size();
  while (begin < end && marks[begin] == std::pair('*', true)) ++begin;
  while (end > begin && marks[end - 1] == std::pair('*', true)) --end;
  pattern.open_begin = begin > 0;
  pattern.open_end = end < marks.size();
  for (std::size_t i = begin; i < end; ++i) {
    const auto [c, wild] = marks[i];
    pattern.inside = pattern.inside || wild;
    pattern.text += c;
    if (wild) {
      pattern.regex += c == '*' ? ".*" : ".";
    } else {
      if (std::string_view("\\.+*?()|[]{}^$").find(c) != std::string_view::npos)
        pattern.regex += '\\';
      pattern.regex += c;
    }
  }
  return pattern;
}

struct Modifiers {
  bool contains = false, begins = false, ends = false, all = false, regex = false, cased = false;
  bool cidr = false, exists = false;
  std::string compares{};  // < <= > >=
};

class Writer {
 public:
  Writer(const Rule& rule, const Source& source) : rule_(rule), source_(source) {}

  Result<std::string> condition() {
    std::vector<std::string> parts;
    for (const std::string& text : rule_.conditions) {
      text_ = text;
      at_ = 0;
      parts.push_back(TRY(any_of(0)));
      skip_blanks();
      if (at_ != text_.size()) return wrong("it goes on where it should end");
    }
    return joined(parts, " or ");
  }

 private:
  // --- the condition ---
  std::unexpected<Error> wrong(const std::string& what) const {
    return fail(Fault::invalid, "condition '" + Text::lossy(text_).cut(200).str() + "' at " +
                                    std::to_string(at_ + 1) + ": " + what);
  }

  void skip_blanks() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
  }

  std::string word() {
    skip_blanks();
    std::size_t end = at_;
    while (end < text_.size() &&
           (std::isalnum(static_cast<unsigned char>(text_[end])) != 0 ||
            std::string_view("_*-.").find(text_[end]) != std::string_view::npos))
      ++end;
    return text_.substr(at_, end - at_);
  }

  bool take(std::string_view wanted) {
    if (!ascii_equal(word(), wanted)) return false;
    at_ += wanted.size();
    return true;
  }

  Result<std::string> any_of(int depth) {
    std::vector<std::string> parts = {TRY(all_of(depth))};
    while (take("or")) parts.push_back(TRY(all_of(depth)));
    return joined(parts, " or ");
  }

  Result<std::string> all_of(int depth) {
    std::vector<std::string> parts = {TRY(one_of(depth))};
    while (take("and")) parts.push_back(TRY(one_of(depth)));
    return joined(parts, " and ");
  }

  Result<std::string> one_of(int depth) {
    if (depth > depth_max) return fail(Fault::limit, "the condition is nested too deep");
    if (take("not")) return "not(" + TRY(one_of(depth + 1)) + ")";
    skip_blanks();
    if (at_ < text_.size() && text_[at_] == '(') {
      ++at_;
      std::string inner = TRY(any_of(depth + 1));
      skip_blanks();
      if (at_ >= text_.size() || text_[at_] != ')') return wrong("a ) is missing");
      ++at_;
      return inner;
    }
    const std::string name = word();
    if (name.empty()) return wrong("the name of a search was expected");
    at_ += name.size();
    if (ascii_equal(name, "all") || name == "1" || ascii_equal(name, "any")) {
      if (take("of")) return several(ascii_equal(name, "all"));
    }
    const Yaml* search = rule_.detection.find(name);
    if (search == nullptr) return wrong("there is no search " + name);
    return search_of(*search);
  }

  // "1 of selection_*", "all of them"
  Result<std::string> several(bool all) {
    std::string pattern = word();
    if (pattern.empty()) return wrong("which searches?");
    at_ += pattern.size();
    std::vector<std::string> parts;
    for (const auto& [name, search] : rule_.detection.members) {
      if (ascii_equal(pattern, "them") ? !name.starts_with('_') : fits(name, pattern))
        parts.push_back(TRY(search_of(search)));
    }
    if (parts.empty()) return wrong("no search is called " + pattern);
    return joined(parts, all ? " and " : " or ");
  }

  static bool fits(std::string_view name, std::string_view pattern) {
    const std::size_t star = pattern.find('*');
    if (star == std::string_view::npos) return name == pattern;
    return name.size() + 1 >= pattern.size() && name.starts_with(pattern.substr(0, star)) &&
           name.ends_with(pattern.substr(star + 1));
  }

  // --- searches ---
  Result<std::string> search_of(const Yaml& search) {
    if (search.kind == Yaml::Kind::map) return fields_of(search);
    if (search.kind != Yaml::Kind::list || search.items.empty())
      return fail(Fault::invalid, "a search must be a mapping or a list");
    std::vector<std::string> parts;
    for (const Yaml& item : search.items) {
      parts.push_back(item.kind == Yaml::Kind::map ? TRY(fields_of(item)) : TRY(keyword(item)));
    }
    return joined(parts, " or ");
  }

  Result<std::string> keyword(const Yaml& item) {
    if (source_.keywords.empty())
      return fail(Fault::invalid, "words without a field can't be looked for in " + source_.table);
    return value_of(source_.keywords, item, {.contains = true});
  }

  Result<std::string> fields_of(const Yaml& map) {
    std::vector<std::string> parts;
    for (const auto& [key, value] : map.members) parts.push_back(TRY(field_of(key, value)));
    if (parts.empty()) return fail(Fault::invalid, "a search is empty");
    return joined(parts, " and ");
  }

  Result<std::string> field_of(const std::string& key, const Yaml& value) {
    const std::size_t bar = std::min(key.find('|'), key.size());
    const std::string name = key.substr(0, bar);
    const Modifiers modifiers = TRY(modifiers_of(key.substr(bar)));
    const std::string field = name.empty() ? source_.keywords : TRY(column_of(name));
    if (field.empty())
      return fail(Fault::invalid, "words without a field can't be looked for in " + source_.table);
    if (modifiers.exists)
      return (ascii_equal(value.text, "true") ? "isnotempty(" : "isempty(") + field + ")";
    Modifiers wanted = modifiers;
    if (name.empty()) wanted.contains = true;
    if (value.kind != Yaml::Kind::list) return value_of(field, value, wanted);
    std::vector<std::string> parts;
    for (const Yaml& item : value.items) parts.push_back(TRY(value_of(field, item, wanted)));
    if (parts.empty()) return fail(Fault::invalid, "field " + name + " has no values");
    return joined(parts, wanted.all ? " and " : " or ");
  }

  Result<std::string> column_of(const std::string& name) const {
    const auto known = source_.fields.find(name);
    if (known != source_.fields.end()) return known->second;
    const std::size_t place = source_.other.find("{field}");
    const bool plain = name.find_first_not_of(
                           "abcdefghijklmnopqrstuvwxyz"
                           "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.") == std::string::npos;
    if (place == std::string::npos || !plain) {
      return fail(Fault::invalid, "the field " + Text::lossy(name).cut(80).str() +
                                      " is not known in " + source_.table);
    }
    std::string kql = source_.other;
    return kql.replace(place, 7, name);
  }

  static Result<Modifiers> modifiers_of(std::string_view text) {
    Modifiers modifiers;
    while (!text.empty()) {
      text.remove_prefix(1);
      const std::string_view name = text.substr(0, text.find('|'));
      text.remove_prefix(name.size());
      if (name == "contains")
        modifiers.contains = true;
      else if (name == "startswith")
        modifiers.begins = true;
      else if (name == "endswith")
        modifiers.ends = true;
      else if (name == "all")
        modifiers.all = true;
      else if (name == "re")
        modifiers.regex = true;
      else if (name == "cased")
        modifiers.cased = true;
      else if (name == "cidr")
        modifiers.cidr = true;
      else if (name == "exists")
        modifiers.exists = true;
      else if (name == "gt")
        modifiers.compares = ">";
      else if (name == "gte")
        modifiers.compares = ">=";
      else if (name == "lt")
        modifiers.compares = "<";
      else if (name == "lte")
        modifiers.compares = "<=";
      else
        return fail(Fault::invalid,
                    "the modifier " + Text::lossy(name).cut(40).str() + " has no meaning here");
    }
    return modifiers;
  }

  Result<std::string> value_of(const std::string& field, const Yaml& value,
                               const Modifiers& modifiers) {
    if (++values_ > values_max) return fail(Fault::limit, "the rule has too many values");
    if (value.kind == Yaml::Kind::nothing) return "isempty(" + field + ")";
    if (value.kind != Yaml::Kind::text) return fail(Fault::invalid, "a value must be a text");
    if (!modifiers.compares.empty()) {
      return "todouble(" + field + ") " + modifiers.compares + " todouble(" +
             literal_of(value.text) + ")";
    }
    if (modifiers.cidr) return "ipv4_is_in_range(" + field + ", " + literal_of(value.text) + ")";
    if (modifiers.regex) return field + " matches regex " + literal_of(value.text);
    Pattern pattern = pattern_of(value.text);
    pattern.open_begin = pattern.open_begin || modifiers.contains || modifiers.ends;
    pattern.open_end = pattern.open_end || modifiers.contains || modifiers.begins;
    if (pattern.inside) {
      return field + " matches regex " +
             literal_of(std::string(modifiers.cased ? "(?s)" : "(?is)") +
                        (pattern.open_begin ? "" : "^") + pattern.regex +
                        (pattern.open_end ? "" : "$"));
    }
    if (pattern.text.empty() && (pattern.open_begin || pattern.open_end))
      return "isnotempty(" + field + ")";
    const char* by = modifiers.cased ? " == " : " =~ ";
    if (pattern.open_begin && pattern.open_end)
      by = modifiers.cased ? " contains_cs " : " contains ";
    else if (pattern.open_end)
      by = modifiers.cased ? " startswith_cs " : " startswith ";
    else if (pattern.open_begin)
      by = modifiers.cased ? " endswith_cs " : " endswith ";
    return field + by + literal_of(pattern.text);
  }

  const Rule& rule_;
  const Source& source_;
  std::string text_;  // the condition that is read
  std::size_t at_ = 0;
  std::size_t values_ = 0;
};

bool holds(const Source& source, const Rule& rule) {
  const auto fits = [](const std::string& wanted, const std::string& given) {
    return wanted.empty() || ascii_equal(wanted, given);
  };
  return fits(source.product, rule.product) && fits(source.service, rule.service) &&
         fits(source.category, rule.category);
}

}  // namespace

Result<RuleKql> to_kql(const Rule& rule, const std::vector<Source>& sources) {
  const auto source =
      std::ranges::find_if(sources, [&](const Source& one) { return holds(one, rule); });
  if (source == sources.end()) {
    return fail(Fault::not_found, "no table holds events of product '" + rule.product +
                                      "', service '" + rule.service + "', category '" +
                                      rule.category + "'");
  }
  std::string condition = TRY(Writer(rule, *source).condition());
  return RuleKql{.source = &*source, .condition = std::move(condition)};
}

}  // namespace backstamp::hunting::sigma_policy
