#include "playbook/document.h"

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "playbook/problems.h"
#include "playbook/strict_json.h"

namespace backstamp::playbook {
namespace {

using Json = nlohmann::json;

const std::pair<StepType, std::string_view> type_names[] = {
    {StepType::start, "start"},
    {StepType::end, "end"},
    {StepType::action, "action"},
    {StepType::playbook_action, "playbook-action"},
    {StepType::parallel, "parallel"},
    {StepType::if_condition, "if-condition"},
    {StepType::while_condition, "while-condition"},
    {StepType::switch_condition, "switch-condition"},
};

std::string shown(const std::string& text) { return '"' + Text::lossy(text).cut(80).str() + '"'; }

// One object of the JSON with its place: takes properties out of it, absent ones as empty.
class Object {
 public:
  static Result<Object> of(const Json& json, std::string where) {
    if (!json.is_object()) return fail(Fault::invalid, where + ": an object is expected here");
    return Object(json, std::move(where));
  }

  std::unexpected<Error> wrong(const char* property, const char* expected) const {
    return fail(Fault::invalid, where(property) + ": " + expected);
  }
  std::string where(std::string_view property) const {
    return where_ + "/" + pointer_token(property);
  }

  Result<std::string> text(const char* property) const {
    const Json* found = find(property);
    if (!found) return "";
    if (!found->is_string()) return wrong(property, "a string is expected here");
    return found->get<std::string>();
  }

  Result<std::vector<std::string>> texts(const char* property) const {
    std::vector<std::string> result;
    const Json* found = find(property);
    if (!found) return result;
    if (!found->is_array()) return wrong(property, "a list of strings is expected here");
    for (const Json& item : *found) {
      if (!item.is_string()) return wrong(property, "a list of strings is expected here");
      result.push_back(item.get<std::string>());
    }
    return result;
  }

  Result<std::chrono::milliseconds> milliseconds(const char* property) const {
    constexpr std::int64_t year_ms = 366ll * 24 * 60 * 60 * 1000;
    const Json* found = find(property);
    if (!found) return std::chrono::milliseconds(0);
    const bool fits = found->is_number_unsigned() && found->get<std::uint64_t>() <= year_ms;
    if (!fits) return wrong(property, "milliseconds from 0 to one year are expected here");
    return std::chrono::milliseconds(found->get<std::int64_t>());
  }

  Result<bool> flag(const char* property) const {
    const Json* found = find(property);
    if (!found) return false;
    if (!found->is_boolean()) return wrong(property, "true or false is expected here");
    return found->get<bool>();
  }

  // Each property of an object inside: name, value, place.
  template <class Use>
  Result<void> each(const char* property, Use&& use) const {
    const Json* found = find(property);
    if (!found) return {};
    const Object inside = TRY(of(*found, where(property)));
    for (const auto& [name, value] : found->items()) TRY(use(name, value, inside.where(name)));
    return {};
  }

  const Json* find(const char* property) const {
    const auto found = json_->find(property);
    return found == json_->end() ? nullptr : &*found;
  }

 private:
  Object(const Json& json, std::string where) : json_(&json), where_(std::move(where)) {}
  const Json* json_;
  std::string where_;
};

// Numbers, booleans and dictionaries come as such or as strings.
std::string value_text(const Json& value) {
  if (value.is_null()) return "";
  return value.is_string() ? value.get<std::string>() : value.dump();
}

Result<Variables> read_variables(const Object& object, const char* property) {
  Variables variables;
  const auto use = [&](const std::string& name, const Json& json,
                       const std::string& where) -> Result<void> {
    const Object inside = TRY(Object::of(json, where));
    Variable variable;
    variable.type = TRY(inside.text("type"));
    if (const Json* value = inside.find("value")) variable.value = value_text(*value);
    variable.constant = TRY(inside.flag("constant"));
    variable.external = TRY(inside.flag("external"));
    variables.emplace(name, std::move(variable));
    return {};
  };
  TRY(object.each(property, use));
  return variables;
}

Result<std::vector<Command>> read_commands(const Object& object) {
  std::vector<Command> commands;
  const Json* found = object.find("commands");
  if (!found) return commands;
  if (!found->is_array()) return object.wrong("commands", "a list of commands is expected here");
  for (const Json& json : *found) {
    const Object inside =
        TRY(Object::of(json, object.where("commands") + "/" + std::to_string(commands.size())));
    commands.push_back({.type = TRY(inside.text("type")),
                        .command = TRY(inside.text("command")),
                        .json = json.dump()});
  }
  return commands;
}

Result<std::map<std::string, std::string>> read_cases(const Object& object) {
  std::map<std::string, std::string> cases;
  const auto use = [&](const std::string& value, const Json& step,
                       const std::string& where) -> Result<void> {
    if (!step.is_string()) return fail(Fault::invalid, where + ": a step id is expected here");
    cases.emplace(value, step.get<std::string>());
    return {};
  };
  TRY(object.each("cases", use));
  return cases;
}

// Empty when it names none; one that is not defined is a problem that validate() tells.
std::string authentication_of(const Object& playbook, const Object& definition) {
  const Json* id = definition.find("authentication_info");
  const Json* all = playbook.find("authentication_info_definitions");
  if (!id || !id->is_string() || !all || !all->is_object()) return "";
  const auto found = all->find(id->get<std::string>());
  return found == all->end() ? "" : found->dump();
}

Result<Definitions> read_definitions(const Object& object, const char* property) {
  Definitions definitions;
  const auto use = [&](const std::string& id, const Json& json,
                       const std::string& where) -> Result<void> {
    const Object inside = TRY(Object::of(json, where));
    definitions.emplace(id, Definition{.id = id,
                                       .type = TRY(inside.text("type")),
                                       .name = TRY(inside.text("name")),
                                       .json = json.dump(),
                                       .authentication = authentication_of(object, inside)});
    return {};
  };
  TRY(object.each(property, use));
  return definitions;
}

Result<std::optional<Time>> read_time(const Object& object, const char* property) {
  const std::string text = TRY(object.text(property));
  if (text.empty()) return std::nullopt;
  return TRY_IN(object.where(property), parse_rfc3339(text));
}

Result<void> read_validity(const Object& object, Document& document) {
  document.created_by = TRY(object.text("created_by"));
  document.revoked = TRY(object.flag("revoked"));
  document.valid_from = TRY(read_time(object, "valid_from"));
  document.valid_until = TRY(read_time(object, "valid_until"));
  return {};
}

Result<void> read_branches(const Object& object, Step& step) {
  step.on_completion = TRY(object.text("on_completion"));
  step.on_success = TRY(object.text("on_success"));
  step.on_failure = TRY(object.text("on_failure"));
  step.condition = TRY(object.text("condition"));
  step.on_true = TRY(object.text("on_true"));
  step.on_false = TRY(object.text("on_false"));
  step.next_steps = TRY(object.texts("next_steps"));
  step.switch_on = TRY(object.text("switch"));
  step.cases = TRY(read_cases(object));
  return {};
}

Result<Step> read_step(const std::string& id, const Json& json, const std::string& where) {
  const Object object = TRY(Object::of(json, where));
  Step step;
  step.id = id;
  const std::string type = TRY(object.text("type"));
  step.type = TRY_IN(object.where("type"), step_type(type));
  step.name = TRY(object.text("name"));
  step.description = TRY(object.text("description"));
  TRY(read_branches(object, step));
  step.commands = TRY(read_commands(object));
  step.agent = TRY(object.text("agent"));
  step.targets = TRY(object.texts("targets"));
  step.in_args = TRY(object.texts("in_args"));
  step.out_args = TRY(object.texts("out_args"));
  step.delay = TRY(object.milliseconds("delay"));
  step.timeout = TRY(object.milliseconds("timeout"));
  step.variables = TRY(read_variables(object, "step_variables"));
  step.playbook_id = TRY(object.text("playbook_id"));
  step.playbook_version = TRY(object.text("playbook_version"));
  return step;
}

Result<void> check_kind(const Object& object) {
  if (TRY(object.text("type")) != "playbook") {
    return object.wrong("type", "\"playbook\" is expected here; this is no CACAO playbook");
  }
  const std::string version = TRY(object.text("spec_version"));
  if (version == "cacao-2.0") return {};
  return fail(Fault::invalid, "/spec_version: " + shown(version) +
                                  " is not read; bring the playbook to \"cacao-2.0\"");
}

Result<Document> read_document(const Json& json, const Limits& limits) {
  const Object object = TRY(Object::of(json, ""));
  TRY(check_kind(object));
  Document document;
  document.id = TRY(object.text("id"));
  document.name = TRY(object.text("name"));
  document.description = TRY(object.text("description"));
  document.version = TRY(object.text("modified"));
  document.workflow_start = TRY(object.text("workflow_start"));
  document.workflow_exception = TRY(object.text("workflow_exception"));
  document.labels = TRY(object.texts("labels"));
  TRY(read_validity(object, document));
  document.agents = TRY(read_definitions(object, "agent_definitions"));
  document.targets = TRY(read_definitions(object, "target_definitions"));
  document.variables = TRY(read_variables(object, "playbook_variables"));
  if (const Json* steps = object.find("workflow"); steps && steps->size() > limits.steps_max) {
    return fail(Fault::limit,
                "/workflow: more than " + std::to_string(limits.steps_max) + " steps");
  }
  std::size_t variables = document.variables.size();
  const auto use = [&](const std::string& id, const Json& step,
                       const std::string& where) -> Result<void> {
    const Step& read = document.workflow.emplace(id, TRY(read_step(id, step, where))).first->second;
    variables += read.variables.size();
    return {};
  };
  TRY(object.each("workflow", use));
  if (variables > limits.variables_max) {
    return fail(Fault::limit, "more than " + std::to_string(limits.variables_max) + " variables");
  }
  return document;
}

}  // namespace

std::string_view name_of(StepType type) {
  return std::ranges::find(type_names, type, &std::pair<StepType, std::string_view>::first)->second;
}

Result<StepType> step_type(std::string_view name) {
  for (const auto& [type, text] : type_names) {
    if (text == name) return type;
  }
  return fail(Fault::invalid, shown(std::string(name)) + " is none of CACAO 2.0's step types");
}

Result<Document> parse(std::string_view json, const Limits& limits) {
  TRY_IN("playbook", check_json(json, limits));
  Document document = TRY_IN("playbook", read_document(Json::parse(json, nullptr, false), limits));
  document.json = json;
  return document;
}

}  // namespace backstamp::playbook
