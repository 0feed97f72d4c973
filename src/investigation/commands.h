// What a playbook's commands mean here: each is an analyzer.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/time.h"
#include "casework/store.h"
#include "hunting/client.h"
#include "investigation/policy.h"
#include "message/message_store.h"
#include "message/parse.h"
#include "platform/mailboxes.h"
#include "playbook/runner.h"
#include "verdict/engines/panel.h"
#include "verdict/indicators.h"

namespace backstamp::investigation {

// What an investigation works with; handed in by main, outlives it.
struct Instruments {
  casework::Store& store;
  const hunting::Client& hunting;
  const message::MessageStore& letters;
  const platform::Mailboxes& mailboxes;
  std::function<verdict::Indicators()> indicators;  // the present snapshot
  const verdict::Panel& engines;
  std::function<message::Surroundings()> surroundings;  // to read letters with
  const Policy& policy;
  const Clock& clock;
  std::vector<std::string> commands_allowed{};  // setting playbooks.commands
};

class AnalyzerCommands final : public playbook::Commands {
 public:
  explicit AnalyzerCommands(const Instruments& instruments) : instruments_(instruments) {}
  std::string refusal(const playbook::Command& command, const playbook::Definition* agent,
                      const playbook::Definition* target) const override;
  playbook::CommandOutcome run(const playbook::Invocation& invocation,
                               const playbook::Command& command,
                               const playbook::Variables& variables) override;

 private:
  const Instruments& instruments_;
};

}  // namespace backstamp::investigation
