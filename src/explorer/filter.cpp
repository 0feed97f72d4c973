#include "explorer/filter.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "base/time.h"
#include "hunting/kql/query_text.h"

namespace backstamp::explorer {
namespace {

using Json = nlohmann::ordered_json;
using hunting::kql::Type;

enum class Values { none, one, several };

// How an operator is written in KQL: `form` with the field's name and the value or list put in.
struct Operator {
  std::string_view name;
  Values values;
  std::string_view one, many;  // "$f == $v"; many: of a list, or "" to join one by or
  std::string_view folded_one = {}, folded_many = {};
  bool texts_only = false;
  bool negative = false;  // of what `name` without not_ finds
};

constexpr Operator operators[] = {
    {"equals", Values::several, "$f == $v", "$f in ($v)", "$f =~ $v", "$f in~ ($v)"},
    {"contains", Values::several, "$f contains $v", "", {}, {}, true},
    {"has", Values::several, "$f has $v", "$f has_any ($v)", {}, {}, true},
    {"starts_with", Values::several, "$f startswith $v", "", {}, {}, true},
    {"ends_with", Values::several, "$f endswith $v", "", {}, {}, true},
    {"matches", Values::several, "$f matches regex $v", "", {}, {}, true},
    {"greater", Values::one, "$f > $v", ""},
    {"less", Values::one, "$f < $v", ""},
    {"at_least", Values::one, "$f >= $v", ""},
    {"at_most", Values::one, "$f <= $v", ""},
    {"empty", Values::none, "isempty($f)", ""},
};

struct Found {
  const Operator* how = nullptr;
  bool negative = false;
};

Found find_operator(std::string_view name) {
  const bool negative = name.starts_with("not_");
  if (negative) name.remove_prefix(4);
  for (const Operator& each : operators) {
    const bool has_negative = each.values != Values::one;
    if (each.name == name && (!negative || has_negative)) return {&each, negative};
  }
  return {};
}

std::string filled(std::string_view form, std::string_view field, std::string_view value) {
  std::string text;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] == '$' && i + 1 < form.size()) {
      text += form[++i] == 'f' ? field : value;
    } else {
      text += form[i];
    }
  }
  return text;
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += between;
    text += part;
  }
  return text;
}

// Reads what came, and counts.
class Reader {
 public:
  explicit Reader(const FilterBounds& bounds) : bounds_(bounds) {}

  Result<Filter> read(const Json& json, const std::string& place, std::size_t depth) {
    if (depth > bounds_.depth_max) {
      return fail(Fault::limit, "the filter nests deeper than " +
                                    std::to_string(bounds_.depth_max) + " at " + place);
    }
    if (!json.is_object()) return wrong(place, "must be an object");
    if (json.contains("and")) return group(json, "and", Filter::Kind::all_of, place, depth);
    if (json.contains("or")) return group(json, "or", Filter::Kind::any_of, place, depth);
    if (json.contains("not")) {
      Filter filter{.kind = Filter::Kind::none_of, .parts = {}, .op = {}, .values = {}};
      filter.parts.push_back(TRY(read(json["not"], place + ".not", depth + 1)));
      return filter;
    }
    return condition(json, place);
  }

 private:
  static std::unexpected<Error> wrong(const std::string& place, const std::string& what) {
    return fail(Fault::invalid, place + " " + what);
  }

  Result<Filter> group(const Json& json, const char* name, Filter::Kind kind,
                       const std::string& place, std::size_t depth) {
    const Json& list = json[name];
    const std::string inside = place + "." + name;
    if (json.size() != 1) return wrong(place, "has members beside '" + std::string(name) + "'");
    if (!list.is_array()) return wrong(inside, "must be a list of filters");
    if (kind == Filter::Kind::any_of && list.empty()) return wrong(inside, "must not be empty");
    Filter filter{.kind = kind, .parts = {}, .op = {}, .values = {}};
    for (const Json& part : list) {
      const std::string at = inside + "[" + std::to_string(filter.parts.size()) + "]";
      filter.parts.push_back(TRY(read(part, at, depth + 1)));
    }
    return filter;
  }

  Result<Filter> condition(const Json& json, const std::string& place) {
    if (++conditions_ > bounds_.conditions_max) {
      return fail(Fault::limit, "the filter has more than " +
                                    std::to_string(bounds_.conditions_max) + " conditions");
    }
    for (const auto& [name, value] : json.items()) {
      if (name != "field" && name != "op" && name != "values" && name != "value") {
        return wrong(place, "has an unknown member '" + Text::lossy(name).cut(50).str() +
                                "'; use and, or, not, field, op, values");
      }
    }
    const auto field = json.find("field"), op = json.find("op");
    if (field == json.end() || !field->is_string()) return wrong(place, "needs a text 'field'");
    if (op == json.end() || !op->is_string()) return wrong(place, "needs a text 'op'");
    Filter filter{.kind = Filter::Kind::condition, .parts = {}, .op = {}, .values = {}};
    filter.field = TRY_IN(place, find_field(field->get<std::string>()));
    filter.op = op->get<std::string>();
    const Found found = find_operator(filter.op);
    if (found.how == nullptr) return wrong(place + ".op", known_operators());
    TRY(read_values(json, place, filter));
    TRY(check(filter, *found.how, place));
    return filter;
  }

  static std::string known_operators() {
    std::string names;
    for (const Operator& each : operators)
      names += (names.empty() ? "" : ", ") + std::string(each.name);
    return "must be one of " + names + ", with not_ where that makes sense";
  }

  Result<void> read_values(const Json& json, const std::string& place, Filter& filter) {
    if (const auto one = json.find("value"); one != json.end()) {
      filter.values.push_back(TRY(literal(*one, *filter.field, place + ".value")));
      return {};
    }
    const auto several = json.find("values");
    if (several == json.end()) return {};
    if (!several->is_array()) return wrong(place + ".values", "must be a list");
    for (const Json& value : *several) {
      const std::string at = place + ".values[" + std::to_string(filter.values.size()) + "]";
      filter.values.push_back(TRY(literal(value, *filter.field, at)));
    }
    return {};
  }

  Result<std::string> literal(const Json& value, const Field& field, const std::string& place) {
    if (++values_ > bounds_.values_max) {
      return fail(Fault::limit,
                  "the filter has more than " + std::to_string(bounds_.values_max) + " values");
    }
    if (value.is_string() && value.get_ref<const std::string&>().size() > bounds_.value_bytes_max) {
      return fail(Fault::limit,
                  place + " is longer than " + std::to_string(bounds_.value_bytes_max) + " bytes");
    }
    switch (field.type) {
      case Type::boolean:
        if (value.is_boolean()) return std::string(value.get<bool>() ? "true" : "false");
        return wrong(place, "must be true or false");
      case Type::integer:
      case Type::long_integer: return whole(value, place);
      case Type::real:
        if (value.is_number()) return "real(" + value.dump() + ")";
        return wrong(place, "must be a number");
      case Type::datetime: {
        if (!value.is_string()) return wrong(place, "must be a time such as 2026-11-24T00:00:00Z");
        return hunting::kql::query_time(
            TRY_IN(place, parse_rfc3339(value.get_ref<const std::string&>())));
      }
      default: break;
    }
    if (!value.is_string()) return wrong(place, "must be a text");
    return hunting::kql::query_text(Text::lossy(value.get_ref<const std::string&>()).view());
  }

  // Large whole numbers are exact only as texts.
  static Result<std::string> whole(const Json& value, const std::string& place) {
    std::int64_t number = 0;
    if (value.is_number_integer()) {
      number = value.get<std::int64_t>();
    } else if (value.is_string()) {
      const std::string& digits = value.get_ref<const std::string&>();
      const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
      if (read.ec != std::errc() || read.ptr != digits.data() + digits.size()) {
        return wrong(place, "must be a whole number");
      }
    } else {
      return wrong(place, "must be a whole number");
    }
    return "long(" + std::to_string(number) + ")";
  }

  static Result<void> check(const Filter& filter, const Operator& how, const std::string& place) {
    const bool text = filter.field->type == Type::text || filter.field->type == Type::guid ||
                      filter.field->type == Type::dynamic;
    if (how.texts_only && !text) {
      return wrong(place, "'" + filter.op + "' is for texts; " + filter.field->name + " is none");
    }
    if (how.values == Values::one && text) {
      return wrong(place, "'" + filter.op + "' is for numbers and times; " + filter.field->name +
                              " is a text");
    }
    const std::size_t count = filter.values.size();
    if (how.values == Values::none && count != 0) return wrong(place, "takes no values");
    if (how.values == Values::one && count != 1) return wrong(place, "takes one value");
    if (how.values == Values::several && count == 0) return wrong(place, "needs values");
    return {};
  }

  const FilterBounds& bounds_;
  std::size_t conditions_ = 0, values_ = 0;
};

// Of the field's own table.
std::string plain_condition(const Filter& filter, const Operator& how) {
  const Field& field = *filter.field;
  const bool folds = field.folds && !how.folded_one.empty();
  const std::string_view one = folds ? how.folded_one : how.one;
  const std::string_view many = folds ? how.folded_many : how.many;
  const std::string column =
      field.type == Type::dynamic ? "tostring(" + field.column + ")" : field.column;
  if (how.values == Values::none) return filled(one, column, "");
  if (filter.values.size() == 1) return filled(one, column, filter.values[0]);
  if (!many.empty()) return filled(many, column, joined(filter.values, ", "));
  std::vector<std::string> parts;
  for (const std::string& value : filter.values) parts.push_back(filled(one, column, value));
  return "(" + joined(parts, " or ") + ")";
}

std::string condition(const Filter& filter) {
  const Found found = find_operator(filter.op);
  std::string text = plain_condition(filter, *found.how);
  if (!filter.field->of_copy()) {
    text = "NetworkMessageId in (" + filter.field->table + " | where " + text +
           " | project NetworkMessageId)";
  }
  return found.negative ? "not(" + text + ")" : text;
}

}  // namespace

bool nests_too_deeply(std::string_view json) {
  constexpr int depth_max = 128;
  int depth = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_text && c == '\\') {
      ++i;
    } else if (c == '"') {
      in_text = !in_text;
    } else if (!in_text && (c == '{' || c == '[')) {
      if (++depth > depth_max) return true;
    } else if (!in_text && (c == '}' || c == ']')) {
      --depth;
    }
  }
  return false;
}

Result<Filter> read_filter(std::string_view json, const FilterBounds& bounds) {
  if (nests_too_deeply(json)) return fail(Fault::limit, "the filter nests too deeply");
  const Json read = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (read.is_discarded()) return fail(Fault::invalid, "the filter is no JSON");
  return Reader(bounds).read(read, "filter", 1);
}

std::string condition_of(const Filter& filter) {
  if (filter.kind == Filter::Kind::condition) return condition(filter);
  if (filter.kind == Filter::Kind::none_of) return "not(" + condition_of(filter.parts[0]) + ")";
  if (filter.parts.empty()) return "true";
  std::vector<std::string> parts;
  for (const Filter& part : filter.parts) parts.push_back(condition_of(part));
  if (parts.size() == 1) return parts[0];
  return "(" + joined(parts, filter.kind == Filter::Kind::all_of ? " and " : " or ") + ")";
}

bool is_derived(const Filter& filter, std::string_view field) {
  if (filter.kind == Filter::Kind::condition) {
    return filter.field->derived && filter.field->name == field;
  }
  return std::ranges::any_of(filter.parts,
                             [&](const Filter& part) { return is_derived(part, field); });
}

}  // namespace backstamp::explorer
