#include "playbook/shape.h"

#include "base/text.h"
#include "base/time.h"
#include "base/uuid.h"

namespace backstamp::playbook {
namespace {

constexpr bool required = true;

const Properties playbook = {{
    {"type", Shape::text, required},
    {"spec_version", Shape::text, required},
    {"id", Shape::identifier, required},
    {"name", Shape::text, required},
    {"description", Shape::text},
    {"playbook_types", Shape::list},
    {"playbook_activities", Shape::texts},
    {"playbook_processing_summary", Shape::object},
    {"created_by", Shape::identifier, required},
    {"created", Shape::timestamp, required},
    {"modified", Shape::timestamp, required},
    {"revoked", Shape::flag},
    {"valid_from", Shape::timestamp},
    {"valid_until", Shape::timestamp},
    {"derived_from", Shape::identifiers},
    {"related_to", Shape::identifiers},
    {"priority", Shape::percent},
    {"severity", Shape::percent},
    {"impact", Shape::percent},
    {"industry_sectors", Shape::texts},
    {"labels", Shape::texts},
    {"external_references", Shape::list},
    {"markings", Shape::identifiers},
    {"playbook_variables", Shape::object},
    {"workflow_start", Shape::identifier, required},
    {"workflow_exception", Shape::identifier},
    {"workflow", Shape::object, required},
    {"playbook_extensions", Shape::object},
    {"authentication_info_definitions", Shape::object},
    {"agent_definitions", Shape::object},
    {"target_definitions", Shape::object},
    {"extension_definitions", Shape::object},
    {"data_marking_definitions", Shape::object},
    {"signatures", Shape::list},
}};

const std::vector<Property> every_step = {
    {"type", Shape::text, required},      {"name", Shape::text},
    {"description", Shape::text},         {"external_references", Shape::list},
    {"delay", Shape::milliseconds},       {"timeout", Shape::milliseconds},
    {"step_variables", Shape::object},    {"owner", Shape::identifier},
    {"on_completion", Shape::identifier}, {"on_success", Shape::identifier},
    {"on_failure", Shape::identifier},    {"step_extensions", Shape::object},
};

Properties step_with(std::vector<Property> own) {
  own.insert(own.begin(), every_step.begin(), every_step.end());
  return {std::move(own)};
}

// What a type requires beyond "type" is told by the graph checks, in their own words.
const std::map<std::string_view, Properties>& steps() {
  static const std::map<std::string_view, Properties> all = {
      {"action", step_with({{"commands", Shape::list},
                            {"agent", Shape::identifier, required},
                            {"targets", Shape::identifiers},
                            {"in_args", Shape::texts},
                            {"out_args", Shape::texts}})},
      {"playbook-action", step_with({{"playbook_id", Shape::identifier},
                                     {"playbook_version", Shape::timestamp},
                                     {"in_args", Shape::texts},
                                     {"out_args", Shape::texts}})},
      {"parallel", step_with({{"next_steps", Shape::identifiers}})},
      {"if-condition", step_with({{"condition", Shape::text},
                                  {"on_true", Shape::identifier},
                                  {"on_false", Shape::identifier}})},
      {"while-condition", step_with({{"condition", Shape::text}, {"on_true", Shape::identifier}})},
      {"switch-condition", step_with({{"switch", Shape::text}, {"cases", Shape::object}})},
  };
  return all;
}

// Letters that differ when case, - and _ don't count; counted at the same place or shifted by one.
bool nearly(std::string_view a, std::string_view b) {
  const auto plain = [](std::string_view text) {
    std::string result = ascii_lower(text);
    std::erase_if(result, [](char c) { return c == '-' || c == '_'; });
    return result;
  };
  const std::string x = plain(a), y = plain(b);
  if (x.size() + 1 < y.size() || y.size() + 1 < x.size()) return false;
  const auto from = static_cast<std::size_t>(std::ranges::mismatch(x, y).in1 - x.begin());
  const std::string_view x_rest = std::string_view(x).substr(from);
  const std::string_view y_rest = std::string_view(y).substr(from);
  if (x.size() == y.size()) return x_rest.empty() || x_rest.substr(1) == y_rest.substr(1);
  return x.size() < y.size() ? x_rest == y_rest.substr(1) : x_rest.substr(1) == y_rest;
}

}  // namespace

std::string_view words_for(Shape shape) {
  switch (shape) {
    case Shape::any: return "anything";
    case Shape::text: return "a string";
    case Shape::texts: return "a list of strings, not empty,";
    case Shape::flag: return "true or false";
    case Shape::identifier: return "an id like type--UUID";
    case Shape::identifiers: return "a list of ids like type--UUID, not empty,";
    case Shape::timestamp: return "a time like 2026-01-31T12:00:00.000Z";
    case Shape::percent: return "a whole number from 0 to 100";
    case Shape::milliseconds: return "a number of milliseconds";
    case Shape::list: return "a list, not empty,";
    case Shape::object: return "an object";
  }
  return "";
}

const Property* Properties::find(std::string_view name) const {
  const auto found = std::ranges::find(list, name, &Property::name);
  return found == list.end() ? nullptr : &*found;
}

std::string Properties::hint(std::string_view name) const {
  for (const Property& property : list) {
    if (nearly(name, property.name)) {
      return "; do you mean " + std::string(property.name) + "?";
    }
  }
  return "";
}

const Properties& playbook_properties() { return playbook; }

const Properties& step_properties(std::string_view type) {
  static const Properties plain = step_with({});
  const auto found = steps().find(type);
  return found == steps().end() ? plain : found->second;
}

bool is_identifier(std::string_view text) {
  const auto separator = text.find("--");
  if (separator == text.npos || separator < 3) return false;
  const std::string_view type = text.substr(0, separator), uuid = text.substr(separator + 2);
  const bool letters = std::ranges::all_of(
      type, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
  if (!letters || type[0] < 'a' || !Uuid::parse(uuid)) return false;
  // The version and variant of RFC 4122, as the standard asks.
  return uuid[14] >= '1' && uuid[14] <= '5' && std::string_view("89abAB").contains(uuid[19]);
}

bool is_timestamp(std::string_view text) {
  return text.ends_with('Z') && parse_rfc3339(text).has_value();
}

}  // namespace backstamp::playbook
