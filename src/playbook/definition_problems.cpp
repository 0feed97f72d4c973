#include <nlohmann/json.hpp>
#include <set>

#include "base/text.h"
#include "base/time.h"
#include "playbook/problems.h"
#include "playbook/shape.h"

namespace backstamp::playbook {
namespace {

using Json = nlohmann::json;

const std::set<std::string_view> playbook_types = {"attack",        "detection",  "engagement",
                                                   "investigation", "mitigation", "notification",
                                                   "prevention",    "remediation"};

// The command types that are carried out here; x- ones are known by whoever carries them out.
const std::set<std::string_view> command_types = {"manual", "http-api", "openc2-http", "ssh",
                                                  "bash",   "sigma",    "yara"};
const std::set<std::string_view> other_types = {"caldera-cmd", "elastic", "jupyter", "kestrel",
                                                "powershell"};

template <class Use>
void each(const Json& object, const char* property, const Use& use) {
  const auto found = object.find(property);
  if (found == object.end() || !found->is_object()) return;
  for (const auto& [name, value] : found->items()) use(name, value);
}

bool is_base64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0) return false;
  while (text.ends_with('=')) text.remove_suffix(1);
  return std::ranges::all_of(text, [](unsigned char c) {
    return std::isalnum(c) || c == '+' || c == '/' || c == '-' || c == '_';
  });
}

std::optional<Time> time_in(const Json& object, const char* property) {
  const auto found = object.find(property);
  if (found == object.end() || !found->is_string()) return std::nullopt;
  const auto time = parse_rfc3339(found->get<std::string>());
  return time ? std::optional(*time) : std::nullopt;
}

class DefinitionChecker {
 public:
  DefinitionChecker(const Json& playbook, Problems& problems)
      : playbook_(playbook), problems_(problems) {}

  void check() {
    check_types();
    check_order("created", "modified", "is before it was created");
    check_order("valid_from", "valid_until", "is before valid_from");
    check_references("markings", "data_marking_definitions", playbook_, "");
    check_extensions(playbook_, "playbook_extensions", "");
    check_definitions("authentication_info_definitions");
    check_definitions("extension_definitions");
    check_definitions("data_marking_definitions");
    check_authentication("agent_definitions");
    check_authentication("target_definitions");
    check_signatures();
    each(playbook_, "workflow", [&](const std::string& id, const Json& step) {
      if (step.is_object()) check_step(step, "/workflow/" + pointer_token(id));
    });
  }

 private:
  void problem(std::string where, std::string what) {
    problems_.push_back({std::move(where), std::move(what)});
  }

  void check_types() {
    const auto types = playbook_.find("playbook_types");
    if (types == playbook_.end() || !types->is_array()) return;
    for (std::size_t at = 0; at < types->size(); ++at) {
      const Json& type = (*types)[at];
      if (type.is_string() && playbook_types.contains(type.get<std::string>())) continue;
      problem("/playbook_types/" + std::to_string(at),
              "is none of attack, detection, engagement, investigation, mitigation, notification, "
              "prevention, remediation");
    }
    if (!types->empty() && !playbook_.contains("playbook_activities")) {
      problem("/playbook_activities", "missing; required where playbook_types are given");
    }
  }

  void check_order(const char* first, const char* last, const std::string& what) {
    const auto from = time_in(playbook_, first), until = time_in(playbook_, last);
    if (from && until && *until < *from) problem(std::string("/") + last, what + "; set it later");
  }

  bool defined(const char* definitions, const std::string& id) const {
    const auto found = playbook_.find(definitions);
    return found != playbook_.end() && found->is_object() && found->contains(id);
  }

  void check_references(const char* property, const char* definitions, const Json& object,
                        const std::string& where) {
    const auto list = object.find(property);
    if (list == object.end() || !list->is_array()) return;
    for (std::size_t at = 0; at < list->size(); ++at) {
      const Json& id = (*list)[at];
      if (!id.is_string() || defined(definitions, id.get<std::string>())) continue;
      problem(where + "/" + property + "/" + std::to_string(at),
              std::string("is not defined in ") + definitions + "; add it there");
    }
  }

  void check_extensions(const Json& object, const char* property, const std::string& where) {
    each(object, property, [&](const std::string& id, const Json&) {
      if (defined("extension_definitions", id)) return;
      problem(where + "/" + property + "/" + pointer_token(id),
              "is not defined in extension_definitions; add it there");
    });
  }

  void check_definitions(const char* property) {
    each(playbook_, property, [&](const std::string& id, const Json& definition) {
      const std::string where = std::string("/") + property + "/" + pointer_token(id);
      if (!is_identifier(id)) problem(where, "an id must be type--UUID");
      const bool typed =
          definition.is_object() && definition.contains("type") && definition["type"].is_string();
      if (!typed) problem(where + "/type", "missing; the standard requires it");
    });
  }

  void check_authentication(const char* property) {
    each(playbook_, property, [&](const std::string& id, const Json& definition) {
      if (!definition.is_object() || !definition.contains("authentication_info")) return;
      const Json& used = definition["authentication_info"];
      if (used.is_string() && defined("authentication_info_definitions", used.get<std::string>())) {
        return;
      }
      problem(std::string("/") + property + "/" + pointer_token(id) + "/authentication_info",
              "is not defined in authentication_info_definitions; add it there");
    });
  }

  void check_signatures() {
    const auto list = playbook_.find("signatures");
    if (list == playbook_.end() || !list->is_array()) return;
    for (std::size_t at = 0; at < list->size(); ++at) {
      const Json& signature = (*list)[at];
      const std::string where = "/signatures/" + std::to_string(at);
      for (const char* property : {"type", "id", "value", "algorithm"}) {
        const bool given = signature.is_object() && signature.contains(property) &&
                           signature[property].is_string();
        if (!given) problem(where + "/" + property, "missing; a signature has it as a string");
      }
    }
  }

  void check_step(const Json& step, const std::string& where) {
    check_extensions(step, "step_extensions", where);
    const auto commands = step.find("commands");
    if (commands == step.end() || !commands->is_array()) return;
    for (std::size_t at = 0; at < commands->size(); ++at) {
      const Json& command = (*commands)[at];
      if (command.is_object()) check_command(command, where + "/commands/" + std::to_string(at));
    }
  }

  void check_command(const Json& command, const std::string& where) {
    const auto encoded = command.find("command_b64");
    if (encoded != command.end() &&
        !(encoded->is_string() && is_base64(encoded->get<std::string>()))) {
      problem(where + "/command_b64", "is not base64; encode it again");
    }
    const auto found = command.find("type");
    const std::string type =
        found != command.end() && found->is_string() ? found->get<std::string>() : "";
    if (type.empty() || type.starts_with("x-") || command_types.contains(type)) return;
    const std::string shown = Text::lossy(type).cut(40).str();
    problem(where + "/type",
            other_types.contains(type)
                ? "commands of type " + shown +
                      " are not carried out here; use manual, http-api, "
                      "openc2-http, ssh, bash, sigma, yara or x-backstamp"
                : shown + " is none of CACAO 2.0's command types; one of your own begins with x-");
  }

  const Json& playbook_;
  Problems& problems_;
};

}  // namespace

void find_definition_problems(const Document& document, Problems& problems) {
  const Json playbook = Json::parse(document.json, nullptr, false);
  if (playbook.is_object()) DefinitionChecker(playbook, problems).check();
}

}  // namespace backstamp::playbook
