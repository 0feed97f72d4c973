#include <nlohmann/json.hpp>

#include "base/text.h"
#include "investigation/playbook_commands/list.h"
#include "playbook/command_text.h"
#include "playbook/variables.h"

namespace backstamp::investigation {
namespace {

using Json = nlohmann::ordered_json;

// What a reply has to bring: the step's out_args with their types.
Json wanted(const playbook::Invocation& invocation) {
  Json values = Json::array();
  for (const std::string& argument : invocation.step->out_args) {
    const std::string name(playbook::name_in(argument));
    std::string type = "string";
    for (const auto* declared : {&invocation.document->variables, &invocation.step->variables}) {
      if (const auto found = declared->find(name); found != declared->end()) {
        type = found->second.type;
      }
    }
    values.push_back({{"name", name}, {"type", type}});
  }
  return values;
}

class ManualCommands final : public playbook::Commands {
 public:
  std::string refusal(const playbook::Command& command, const playbook::Definition*,
                      const playbook::Definition*) const override {
    const auto text = playbook::text_of(command);
    if (!text) return text.error().what;
    return text->empty() ? "the task has no text; write what is to be done" : "";
  }

  playbook::CommandOutcome run(const playbook::Invocation& invocation,
                               const playbook::Command& command,
                               const playbook::Variables& variables) override {
    playbook::CommandOutcome outcome;
    const auto text = playbook::text_of(command);
    const auto task = playbook::filled(text ? *text : "", variables,
                                       [](const std::string& value) { return value; });
    if (!task) {
      outcome.succeeded = false;
      outcome.why = task.error().what;
      return outcome;
    }
    Json question = {
        {"kind", "manual"}, {"text", Text::lossy(*task).str()}, {"values", wanted(invocation)}};
    if (invocation.agent) question["agent"] = invocation.agent->name;
    if (invocation.target) question["target"] = invocation.target->name;
    outcome.question = question.dump();
    return outcome;
  }
};

}  // namespace

CommandsOfType manual_commands() { return std::make_unique<ManualCommands>(); }

}  // namespace backstamp::investigation
