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
  std::shared_ptr<const verdict::Inquiry> letter;  // the message it is about
  const message::Facts& facts;                     // of that message
  std::vector<FoundCopy> root_copies;              // of that message, as the hunting store has them
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
  Deadline deadline;  // of the step

  Window window() const { return {delivered - policy.window, delivered + policy.window}; }
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
