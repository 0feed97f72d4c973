// What is known of the case that a run is about: read anew for each command, from the case store
// or, in a dry run, from memory.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "casework/investigation.h"
#include "casework/store.h"
#include "message/message_store.h"
#include "message/parse.h"
#include "playbook/journal.h"
#include "verdict/engines/engine.h"

namespace backstamp::investigation {

struct CaseFile {
  casework::Investigation investigation;
  std::vector<std::string> reporters;  // who reported the message as phish
  std::vector<casework::Evidence> evidence;
  std::vector<casework::Cluster> clusters;
  std::shared_ptr<const verdict::Inquiry> letter;
};

// Errors: not_found, corrupt (it names no letter), and those of the stores.
using CaseReader = std::function<Result<CaseFile>(playbook::RunId)>;

// Reads from the case store; the letter from `letters`. All outlive it.
CaseReader stored_cases(const casework::Store& store, const message::MessageStore& letters,
                        std::function<message::Surroundings()> surroundings);

}  // namespace backstamp::investigation
