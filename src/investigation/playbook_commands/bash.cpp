#include <nlohmann/json.hpp>

#include "base/text.h"
#include "investigation/playbook_commands/child.h"
#include "investigation/playbook_commands/list.h"
#include "playbook/command_text.h"

namespace backstamp::investigation {
namespace {

// Variables become the script's parameters: inside "..." and outside, bash expands a parameter
// once and never reads its value as code.
struct Script {
  std::string text;
  std::vector<std::string> parameters;
};

Result<Script> script_of(const std::string& command, const playbook::Variables& variables) {
  Script script;
  for (const playbook::TextPiece& piece : playbook::pieces_of(command)) {
    if (!piece.is_reference) {
      script.text += piece.text;
      continue;
    }
    const auto found = variables.find(piece.text);
    if (found == variables.end()) {
      return fail(Fault::invalid, piece.text + " is not given to the step; name it in its in_args");
    }
    script.parameters.push_back(found->second.value);
    script.text += "${" + std::to_string(script.parameters.size()) + "}";
  }
  return script;
}

class BashCommands final : public playbook::Commands {
 public:
  explicit BashCommands(std::vector<std::string> allowed) : allowed_(std::move(allowed)) {}

  std::string refusal(const playbook::Command& command, const playbook::Definition*,
                      const playbook::Definition* target) const override {
    if (target && target->name != "localhost") {
      return "bash commands run on this machine only; name the target localhost or leave it out";
    }
    const auto text = playbook::text_of(command);
    if (!text) return text.error().what;
    if (std::ranges::find(allowed_, *text) != allowed_.end()) return "";
    return "this bash command is not allowed here; the administrator allows it by a line "
           "\"bash COMMAND\" in the setting playbooks.commands";
  }

  playbook::Repeat repeat(const playbook::Command&) const override {
    return playbook::Repeat::asked;
  }

  playbook::CommandOutcome run(const playbook::Invocation& invocation,
                               const playbook::Command& command,
                               const playbook::Variables& variables) override {
    playbook::CommandOutcome outcome;
    outcome.asked = nlohmann::json{{"bash", *playbook::text_of(command)}}.dump();
    const auto ended = carry_out(invocation, command, variables);
    outcome.succeeded = ended && ended->status == 0;
    if (!ended) {
      outcome.why = ended.error().what;
      return outcome;
    }
    const std::string output = Text::lossy(ended->output).str();
    outcome.out["__exit_status__"].value = std::to_string(ended->status);
    outcome.out["__stdout__"].value = output;
    outcome.found = nlohmann::json{{"exit_status", ended->status}, {"output", output}}.dump();
    if (ended->status != 0) outcome.why = "exit status " + std::to_string(ended->status);
    return outcome;
  }

 private:
  Result<ChildEnd> carry_out(const playbook::Invocation& invocation,
                             const playbook::Command& command,
                             const playbook::Variables& variables) const {
    const std::string why = refusal(command, invocation.agent, invocation.target);
    if (!why.empty()) return fail(Fault::denied, why);
    const Script script = TRY(script_of(*playbook::text_of(command), variables));
    std::vector<std::string> words = {"/bin/bash", "--noprofile", "--norc",
                                      "-c",        script.text,   "bash"};
    words.insert(words.end(), script.parameters.begin(), script.parameters.end());
    return run_child(words, invocation.stop);
  }

  const std::vector<std::string> allowed_;
};

}  // namespace

CommandsOfType bash_commands(std::vector<std::string> allowed) {
  return std::make_unique<BashCommands>(std::move(allowed));
}

}  // namespace backstamp::investigation
