// Looks for the messages near to one: from itself, and a second time from those that are near to it
// by words alone (two hops).
#pragma once

#include <map>
#include <string>

#include "investigation/cluster_identification.h"
#include "investigation/mail_hunt.h"

namespace backstamp::investigation {

struct NearMessages {
  std::map<std::string, std::string> why;  // by NetworkMessageId; the message itself is in it
  std::size_t candidates = 0;
  bool by_words = false;  // else by structure: the message has too few words
};

Result<NearMessages> near_messages(const MailHunt& hunt, const ClusterSeed& seed,
                                   const Window& window, const Policy& policy);

}  // namespace backstamp::investigation
