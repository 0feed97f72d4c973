// Runs investigations on threads of its own, resumes them at start, and keeps their status true.
#pragma once

#include <memory>

#include "base/result.h"
#include "base/time.h"
#include "casework/action.h"
#include "casework/investigation.h"
#include "investigation/commands.h"
#include "playbook/bundle.h"

namespace backstamp::investigation {

class Investigator {
 public:
  // Each investigation runs its playbook in the version it began with. Investigations that were
  // under way are gone on with at once. `playbooks` outlives it.
  static std::unique_ptr<Investigator> start(const Instruments& instruments, unsigned threads,
                                             const playbook::Shelf& playbooks);
  virtual ~Investigator() =
      default;  // stops at the next step; it is gone on with at the next start

  // Of an investigation that is in the case store, also after a reply to it was kept there. Doing
  // so twice runs it once.
  virtual void run(casework::InvestigationId id) = 0;

  // See dry_run.h.
  virtual Result<std::string> dry_run(const playbook::Document& playbook, const Bytes& letter) = 0;

  // After a decision or an outcome: brings the status up to date.
  virtual Result<void> refresh(casework::InvestigationId id) = 0;
};

}  // namespace backstamp::investigation
