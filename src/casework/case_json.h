// Cases as JSON for API and command line, in the shapes of docs/api: snake_case keys, times as
// RFC 3339, ids as UUID, with short_id beside them. Text that is not UTF-8 gets U+FFFD.
#pragma once

#include <string>
#include <vector>

#include "casework/action.h"
#include "casework/alert.h"
#include "casework/feed_table.h"
#include "casework/import_table.h"
#include "casework/indicator_table.h"
#include "casework/investigation.h"
#include "casework/journal_table.h"
#include "casework/rejudging_table.h"

namespace backstamp::casework {

// A mailbox that an investigation touches, and what speaks for danger in it.
struct MailboxRisk {
  Text address;
  std::string risk_level;  // High, Medium, Low, None
  std::vector<std::string> risks;
};

// An action with what became of its targets. `sample` are some of them.
struct ActionView {
  Action action;
  OutcomeCounts outcomes;
  std::int64_t targets = 0;
  std::vector<Copy> sample;
};

struct InvestigationView {
  Investigation investigation;
  std::vector<Evidence> evidence;
  std::vector<Cluster> clusters;  // with members: counts.copies then says how many differ
  std::vector<MailboxRisk> mailboxes;
  std::vector<ActionView> actions;
  std::vector<JournalEntry> journal;
};

std::string to_json(const Alert& alert);
std::string to_json(const Investigation& investigation);  // without its parts, for lists
std::string to_json(const InvestigationView& view);
std::string to_json(const Evidence& evidence);
std::string to_json(const Cluster& cluster);  // without members
std::string to_json(const ClusterMember& member);
std::string to_json(const ActionView& view);
std::string to_json(const ActionTarget& target);
std::string to_json(const JournalEntry& entry);
std::string to_json(const Indicator& indicator);
std::string to_json(const Import& import);
std::string to_json(const Rejudging& rejudging);
std::string to_json(const Feed& feed);

}  // namespace backstamp::casework
