#include "playbook/refusal.h"

#include "playbook/problems.h"
#include "playbook/steps/step_behaviour.h"
#include "playbook/variables.h"

namespace backstamp::playbook {
namespace {

void find_unrunnable_steps(const Document& document, const Commands& commands, Problems& problems) {
  for (const auto& [id, step] : document.workflow) {
    if (!behaviour_of(step.type)) {
      problems.push_back(
          {pointer_to(step, "type"),
           "steps of type " + std::string(name_of(step.type)) + " can't be run yet"});
    }
    for (std::size_t at = 0; at < step.commands.size(); ++at) {
      const Command& command = step.commands[at];
      if (commands.knows(command)) continue;
      problems.push_back({pointer_to(step, "commands/" + std::to_string(at)),
                          "unknown command " + command.command.substr(0, 80) + " of type " +
                              command.type.substr(0, 80)});
    }
  }
}

void find_unfit_values(const Document& document, const Variables& external, Problems& problems) {
  for (const auto& [name, given] : external) {
    const std::string where = "/playbook_variables/" + pointer_token(name);
    const auto declared = document.variables.find(name);
    if (declared == document.variables.end() || !declared->second.external) {
      problems.push_back({where, "a value was given, but no external variable has this name"});
      continue;
    }
    Variable variable = declared->second;
    if (const auto set = assign(variable, name, given.value); !set) {
      problems.push_back({where, set.error().what});
    }
  }
}

}  // namespace

std::string refusal(const Document& document, const Variables& external, const Commands& commands) {
  Problems problems = validate(document);
  find_unrunnable_steps(document, commands, problems);
  find_unfit_values(document, external, problems);
  if (problems.empty()) return "";
  std::string why = "the playbook can't be run: " + problems[0].where + ": " + problems[0].what;
  if (problems.size() > 1) why += " (and " + std::to_string(problems.size() - 1) + " more)";
  return why;
}

}  // namespace backstamp::playbook
