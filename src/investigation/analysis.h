// What an analyzer is: a step that asks and finds; it changes nothing outside. Each is one file in
// analyzers/ and a line in analyzers/list.cpp.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "casework/action.h"
#include "casework/investigation.h"
#include "investigation/accounts/account_hunt.h"
#include "investigation/accounts/account_policy.h"
#include "investigation/mail_hunt.h"
#include "investigation/policy.h"
#include "message/facts.h"
#include "platform/mailboxes.h"
#include "playbook/document.h"
#include "verdict/engines/panel.h"
#include "verdict/indicators.h"
#include "verdict/verdict.h"

namespace backstamp::investigation {

// All that a step may look at. What earlier steps found is in `evidence` and `clusters`.
struct Question {
  const casework::Investigation& investigation;
  // The message it is about, and its facts; without one, an inquiry of no bytes and empty facts.
  std::shared_ptr<const verdict::Inquiry> letter;
  const message::Facts& facts;
  std::vector<FoundCopy> root_copies;  // of that message, as the hunting store has them
  Time delivered;                      // the earliest of them, else the message's own time
  std::vector<std::string> reporters;  // who reported this message as phish
  std::vector<casework::Evidence> evidence;
  std::vector<casework::Cluster> clusters;
  const MailHunt& hunt;
  const verdict::Indicators& indicators;
  const verdict::Panel& engines;
  const platform::Mailboxes& mailboxes;
  const Policy& policy;
  Time now;
  Deadline deadline;      // of the step
  std::string account{};  // whom it is about, in lower case; empty when it is about mail
  Time around{};          // when what began it happened
  const AccountHunt& accounts;
  const AccountPolicy& account_policy;
  std::vector<Text> own_domains{};  // of the organisation

  Window window() const { return {delivered - policy.window, delivered + policy.window}; }
  Window account_window() const {
    const Time to = around + account_policy.look_ahead;
    return {around - account_policy.look_back, to};
  }
  // Its past too, against which the window is held.
  Window account_history() const {
    return {account_window().from - account_policy.history, account_window().to};
  }
};

struct Recommendation {
  casework::Action action;
  std::vector<casework::ActionTarget> targets;
};

// What is to be kept with the finished step, in one transaction.
struct Findings {
  std::vector<casework::Evidence> evidence;
  std::vector<casework::Cluster> clusters;
  std::vector<Recommendation> recommendations;
};

struct Answer {
  Findings findings;
  playbook::Variables variables;
  std::string asked = "{}";  // JSON, for the log
  std::string found = "{}";
  std::string why;  // of a partial result
};

struct Analyzer {
  std::string_view command;  // as playbooks name it
  std::string_view about;    // one sentence
  Result<Answer> (*ask)(const Question&);
};

std::span<const Analyzer> analyzers();

}  // namespace backstamp::investigation
