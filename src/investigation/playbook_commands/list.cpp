#include "investigation/playbook_commands/list.h"

#include <map>

#include "base/text.h"

namespace backstamp::investigation {
namespace {

// Hands each command to those of its type.
class CommandsByType final : public playbook::Commands {
 public:
  CommandsByType(playbook::Commands& analyzers, std::map<std::string, CommandsOfType> by_type)
      : analyzers_(analyzers), by_type_(std::move(by_type)) {}

  std::string refusal(const playbook::Command& command, const playbook::Definition* agent,
                      const playbook::Definition* target) const override {
    if (const playbook::Commands* found = find(command)) {
      return found->refusal(command, agent, target);
    }
    return "commands of type " + Text::lossy(command.type).cut(40).str() +
           " are not carried out here";
  }
  playbook::Repeat repeat(const playbook::Command& command) const override {
    const playbook::Commands* found = find(command);
    return found ? found->repeat(command) : playbook::Repeat::asked;
  }
  playbook::CommandOutcome run(const playbook::Invocation& invocation,
                               const playbook::Command& command,
                               const playbook::Variables& variables) override {
    if (playbook::Commands* found = find(command)) {
      return found->run(invocation, command, variables);
    }
    playbook::CommandOutcome outcome;
    outcome.succeeded = false;
    outcome.why = refusal(command, invocation.agent, invocation.target);
    return outcome;
  }

 private:
  playbook::Commands* find(const playbook::Command& command) const {
    if (command.type == "x-backstamp") return &analyzers_;
    const auto found = by_type_.find(command.type);
    return found == by_type_.end() ? nullptr : found->second.get();
  }

  playbook::Commands& analyzers_;
  const std::map<std::string, CommandsOfType> by_type_;
};

std::vector<std::string> of_type(const std::vector<std::string>& allowed, const std::string& type) {
  std::vector<std::string> result;
  for (const std::string& line : allowed) {
    if (line.starts_with(type + " ")) result.push_back(line.substr(type.size() + 1));
  }
  return result;
}

}  // namespace

std::unique_ptr<playbook::Commands> all_commands(const CommandTools& tools, const Reach& reach) {
  const auto web = [&](const std::string& type) {
    return HttpReach{.allowed = of_type(reach.allowed, type),
                     .credentials = reach.credentials,
                     .ca_file = reach.ca_file};
  };
  std::map<std::string, CommandsOfType> by_type;
  by_type["manual"] = manual_commands();
  by_type["bash"] = bash_commands(of_type(reach.allowed, "bash"));
  by_type["http-api"] = http_api_commands(web("http-api"));
  by_type["openc2-http"] = openc2_http_commands(web("openc2-http"));
  by_type["ssh"] = ssh_commands(of_type(reach.allowed, "ssh"), reach.credentials);
  by_type["yara"] = yara_commands(tools.read_case);
  by_type["sigma"] = sigma_commands(tools.hunting, tools.clock);
  return std::make_unique<CommandsByType>(tools.analyzers, std::move(by_type));
}

}  // namespace backstamp::investigation
