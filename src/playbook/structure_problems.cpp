#include <nlohmann/json.hpp>

#include "base/text.h"
#include "playbook/problems.h"
#include "playbook/shape.h"

namespace backstamp::playbook {
namespace {

using Json = nlohmann::json;

bool all(const Json& list, bool (*fits)(const Json&)) {
  return list.is_array() && !list.empty() && std::ranges::all_of(list, fits);
}

bool is_text(const Json& json) { return json.is_string(); }
bool is_id(const Json& json) { return json.is_string() && is_identifier(json.get<std::string>()); }

bool has_shape(const Json& json, Shape shape) {
  switch (shape) {
    case Shape::any: return true;
    case Shape::text: return is_text(json);
    case Shape::texts: return all(json, is_text);
    case Shape::flag: return json.is_boolean();
    case Shape::identifier: return is_id(json);
    case Shape::identifiers: return all(json, is_id);
    case Shape::timestamp: return is_text(json) && is_timestamp(json.get<std::string>());
    case Shape::percent: return json.is_number_unsigned() && json.get<std::uint64_t>() <= 100;
    case Shape::milliseconds: return json.is_number_unsigned();
    case Shape::list: return json.is_array() && !json.empty();
    case Shape::object: return json.is_object();
  }
  return false;
}

class Checker {
 public:
  explicit Checker(Problems& problems) : problems_(problems) {}

  void check_playbook(const Json& playbook) {
    check_object(playbook, playbook_properties(), "");
    definitions_ = names(playbook, "agent_definitions");
    const std::set<std::string> targets = names(playbook, "target_definitions");
    definitions_.insert(targets.begin(), targets.end());
    for (const char* property : {"agent_definitions", "target_definitions"}) {
      each(playbook, property, [&](const std::string& id, const Json& definition) {
        check_definition(id, definition, std::string("/") + property + "/" + pointer_token(id));
      });
    }
    each(playbook, "workflow", [&](const std::string& id, const Json& step) {
      check_step(id, step, "/workflow/" + pointer_token(id));
    });
  }

 private:
  void problem(std::string where, std::string what) {
    problems_.push_back({std::move(where), std::move(what)});
  }

  template <class Use>
  static void each(const Json& object, const char* property, Use&& use) {
    const auto found = object.find(property);
    if (found == object.end() || !found->is_object()) return;
    for (const auto& [name, value] : found->items()) use(name, value);
  }

  static std::set<std::string> names(const Json& object, const char* property) {
    std::set<std::string> result;
    each(object, property, [&](const std::string& name, const Json&) { result.insert(name); });
    return result;
  }

  // Properties that the standard has not are refused by it, and nearly always misspelt.
  void check_object(const Json& object, const Properties& properties, const std::string& where) {
    for (const auto& [name, value] : object.items()) {
      const Property* property = properties.find(name);
      const std::string at = where + "/" + pointer_token(name);
      if (!property) {
        problem(at, "CACAO 2.0 has no such property here" + properties.hint(name));
      } else if (!has_shape(value, property->shape)) {
        problem(at, std::string(words_for(property->shape)) + " is expected here");
      }
    }
    for (const Property& property : properties.list) {
      if (property.required && !object.contains(property.name)) {
        problem(where + "/" + std::string(property.name), "missing; the standard requires it");
      }
    }
  }

  void check_step(const std::string& id, const Json& step, const std::string& where) {
    const std::string type = step.value("type", "");
    if (!id.starts_with(type + "--") || !is_identifier(id)) {
      problem(where, "a step's id must be " + type + "--UUID");
    }
    check_object(step, step_properties(type), where);
    const auto commands = step.find("commands");
    for (std::size_t at = 0; commands != step.end() && at < commands->size(); ++at) {
      check_command((*commands)[at], where + "/commands/" + std::to_string(at));
    }
    if (const auto agent = step.find("agent"); agent != step.end()) {
      check_reference(*agent, where + "/agent");
    }
    const auto targets = step.find("targets");
    for (std::size_t at = 0; targets != step.end() && at < targets->size(); ++at) {
      check_reference((*targets)[at], where + "/targets/" + std::to_string(at));
    }
  }

  void check_command(const Json& command, const std::string& where) {
    const std::string type = command.value("type", "");
    if (type.empty()) problem(where + "/type", "missing; give the command's type");
    if (!command.contains("command") && !command.contains("command_b64")) {
      problem(where, "has neither command nor command_b64");
    }
  }

  void check_reference(const Json& id, const std::string& where) {
    if (!id.is_string() || definitions_.contains(id.get<std::string>())) return;
    problem(where, "is not defined in agent_definitions or target_definitions");
  }

  void check_definition(const std::string& id, const Json& definition, const std::string& where) {
    if (!is_identifier(id)) problem(where, "an agent's or target's id must be type--UUID");
    if (!definition.is_object()) return problem(where, "an object is expected here");
    for (const char* property : {"type", "name"}) {
      const auto found = definition.find(property);
      const bool given = found != definition.end() && found->is_string();
      if (!given) problem(where + "/" + property, "missing; the standard requires it");
    }
  }

  Problems& problems_;
  std::set<std::string> definitions_;
};

}  // namespace

void find_structure_problems(const Document& document, Problems& problems) {
  const Json playbook = Json::parse(document.json, nullptr, false);
  if (!playbook.is_object()) {
    problems.push_back({"", "the playbook's own JSON is missing; read it with parse()"});
    return;
  }
  Checker(problems).check_playbook(playbook);
}

}  // namespace backstamp::playbook
