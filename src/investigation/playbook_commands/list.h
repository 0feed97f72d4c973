// What the commands of playbooks mean here: one file a type, each named in list.cpp. Those that
// reach outside are off until the administrator allows them, one by one (setting
// playbooks.commands).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "hunting/client.h"
#include "investigation/case_file.h"
#include "investigation/playbook_commands/http_exchange.h"
#include "playbook/runner.h"

namespace backstamp::investigation {

using CommandsOfType = std::unique_ptr<playbook::Commands>;

// A task for a person: the step waits for a reply.
CommandsOfType manual_commands();
// `allowed`: the texts of commands, before variables are filled in. They run in /bin/bash on this
// machine, as this user, with variables as parameters: a value is never read as code.
CommandsOfType bash_commands(std::vector<std::string> allowed);
CommandsOfType http_api_commands(HttpReach reach);
CommandsOfType openc2_http_commands(HttpReach reach);
// `allowed`: "USER@HOST:PORT SHA256:FINGERPRINT COMMAND", the command before variables are filled
// in; more than one line when the host has more than one key.
CommandsOfType ssh_commands(const std::vector<std::string>& allowed,
                            std::shared_ptr<const Credentials> credentials);
// Rules of the command over the letter of the case and its parts. `__yara_matches__`: how many of
// them match, at most 10.
CommandsOfType yara_commands(CaseReader read_case);
// A Sigma rule over the hunting store's last 30 days. `__sigma_matches__`: rows, at most 1000.
CommandsOfType sigma_commands(const hunting::Client& hunting, const Clock& clock);

// What an administrator allows and keeps for commands that reach outside.
struct Reach {
  std::vector<std::string> allowed{};  // setting playbooks.commands: "TYPE WHAT"
  std::shared_ptr<const Credentials> credentials = std::make_shared<const Credentials>();
  std::string ca_file{};
};

// What commands of ours work with; outlives them.
struct CommandTools {
  playbook::Commands& analyzers;  // for x-backstamp
  const hunting::Client& hunting;
  const Clock& clock;
  CaseReader read_case;
};

// All of them.
std::unique_ptr<playbook::Commands> all_commands(const CommandTools& tools, const Reach& reach);

}  // namespace backstamp::investigation
