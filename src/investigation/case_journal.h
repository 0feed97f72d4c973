// The playbook's journal in the case store: each entry with its step's findings, in one
// transaction.
#pragma once

#include <any>
#include <vector>

#include "base/time.h"
#include "casework/journal_writer.h"
#include "casework/store.h"
#include "playbook/journal.h"

namespace backstamp::investigation {

// A run's id is its investigation's. Called on many threads at once: their entries are committed
// together.
class CaseJournal final : public playbook::Journal {
 public:
  explicit CaseJournal(casework::Store& store) : store_(store), writer_(store) {}

  Result<std::vector<playbook::Entry>> load(playbook::RunId run) override;
  // What was found is Findings or nothing.
  Result<void> append(playbook::RunId run, std::span<const playbook::Finding> entries) override;
  Result<std::vector<playbook::Reply>> replies(playbook::RunId run) override;

 private:
  casework::Store& store_;
  casework::JournalWriter writer_;
};

}  // namespace backstamp::investigation
