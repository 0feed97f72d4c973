// What the commands of playbooks mean here: one file a type, each named in list.cpp. Those that
// reach outside are off until the administrator allows them, one by one (setting
// playbooks.commands).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "playbook/runner.h"

namespace backstamp::investigation {

using CommandsOfType = std::unique_ptr<playbook::Commands>;

// A task for a person: the step waits for a reply.
CommandsOfType manual_commands();
// `allowed`: the texts of commands, before variables are filled in. They run in /bin/bash on this
// machine, as this user, with variables as parameters: a value is never read as code.
CommandsOfType bash_commands(std::vector<std::string> allowed);
// `allowed`: beginnings of URLs, with host and at least one slash after it.
CommandsOfType http_api_commands(std::vector<std::string> allowed);

// All of them, and `analyzers` for x-backstamp. `allowed`: the setting's lines, "TYPE WHAT".
std::unique_ptr<playbook::Commands> all_commands(playbook::Commands& analyzers,
                                                 const std::vector<std::string>& allowed);

}  // namespace backstamp::investigation
