// What allow and block entries say of a message, the organisation's own and those of feeds.
//
// Asked with what was kept of a message as well as with its facts, so that a changed entry can be
// weighed again years later without the letter.
#pragma once

#include <string>
#include <vector>

#include "message/facts.h"
#include "verdict/indicators.h"
#include "verdict/verdict.h"

namespace backstamp::verdict {

// All of a message that an indicator may name.
struct Indicated {
  Text from_address;
  Text mail_from;
  Text ip;
  // The sender proves to be who From says, or nobody checks: From can be forged, so an allow entry
  // for a sender counts only then.
  bool sender_stands = false;
  std::vector<Text> urls;           // of body, subject and attachments; not of list headers
  std::vector<std::string> sha256;  // of attached files
};

Indicated indicated(const message::Facts& facts);

// One reason an entry, whatever it matches. Rules: indicator_block,
// indicator_allow, feed_sure, feed_listed.
std::vector<Reason> indicator_reasons(const Indicated& message, const Indicators& indicators,
                                      Time now);

}  // namespace backstamp::verdict
