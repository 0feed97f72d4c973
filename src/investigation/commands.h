// What a playbook's commands mean here: each is an analyzer.
#pragma once

#include <functional>
#include <string>

#include "base/time.h"
#include "casework/store.h"
#include "hunting/client.h"
#include "investigation/case_file.h"
#include "investigation/playbook_commands/list.h"
#include "investigation/policy.h"
#include "investigation/run_share.h"
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
  Reach reach{};
  Node node{};
  Duration stuck_after{std::chrono::minutes(30)};  // setting playbooks.stuck_minutes
};

class AnalyzerCommands final : public playbook::Commands {
 public:
  AnalyzerCommands(const Instruments& instruments, CaseReader read_case)
      : instruments_(instruments), read_case_(std::move(read_case)) {}
  std::string refusal(const playbook::Command& command, const playbook::Definition* agent,
                      const playbook::Definition* target) const override;
  playbook::CommandOutcome run(const playbook::Invocation& invocation,
                               const playbook::Command& command,
                               const playbook::Variables& variables) override;

 private:
  const Instruments& instruments_;
  const CaseReader read_case_;
};

}  // namespace backstamp::investigation
