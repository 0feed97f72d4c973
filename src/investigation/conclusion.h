// Where an investigation stands, from its run, its findings and its actions. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "casework/action.h"
#include "casework/investigation.h"
#include "playbook/runner.h"

namespace backstamp::investigation {

struct Standing {
  casework::InvestigationStatus status = casework::InvestigationStatus::running;
  std::string result;              // one sentence for a person
  bool ended = false;              // nothing more will happen by itself
  std::string remediation_status;  // of the bad evidence: "Pending approval", "Remediated", ...
};

// `run` is how the playbook ended; nothing while it goes on.
// `root_verdict` is that of what the investigation is about.
Standing conclude(const std::optional<playbook::RunEnd>& run, const std::string& root_verdict,
                  const std::vector<casework::Cluster>& clusters,
                  const std::vector<casework::Action>& actions);

}  // namespace backstamp::investigation
