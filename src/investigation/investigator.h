// Runs investigations on threads of its own, resumes them at start, and keeps their status true.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "casework/action.h"
#include "casework/investigation.h"
#include "investigation/commands.h"
#include "playbook/document.h"

namespace backstamp::investigation {

class Investigator {
 public:
  // `playbook` finds a document by id and version, or null. Investigations that were under way are
  // gone on with at once.
  static std::unique_ptr<Investigator> start(
      const Instruments& instruments, unsigned threads,
      std::function<std::shared_ptr<const playbook::Document>(const std::string& id)> playbook);
  virtual ~Investigator() =
      default;  // stops at the next step; it is gone on with at the next start

  // Of an investigation that is in the case store. Doing so twice runs it once.
  virtual void run(casework::InvestigationId id) = 0;

  // After a decision or an outcome: brings the status up to date.
  virtual Result<void> refresh(casework::InvestigationId id) = 0;
};

}  // namespace backstamp::investigation
