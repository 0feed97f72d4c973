// A signal: what one detector sees in a message. One file each, its name in list.cpp; points,
// threat type and sentence stand in content/rules/detectors.json under the rule's name.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "message/facts.h"
#include "verdict/judge.h"
#include "verdict/verdict.h"

namespace backstamp::verdict {

// Nothing when the signal is not there. In the Reason, `detail` is what was seen (it takes the
// place of {seen} in the rule's sentence) and `entity` what it was seen on; judge() adds the rest.
using Detect = std::optional<Reason> (*)(const message::Facts& facts, const History& history);

struct Detector {
  std::string_view rule;
  Detect detect;
};

const std::vector<Detector>& detectors();

// The Reason of a detector.
Reason seen(const Text& detail, const Text& entity);

#define BACKSTAMP_DETECTOR(name) std::optional<Reason> name(const message::Facts&, const History&)
BACKSTAMP_DETECTOR(authentication_failed);
BACKSTAMP_DETECTOR(spf_failed);
BACKSTAMP_DETECTOR(dkim_failed);
BACKSTAMP_DETECTOR(no_authentication);
BACKSTAMP_DETECTOR(first_contact);
BACKSTAMP_DETECTOR(reply_to_elsewhere);
BACKSTAMP_DETECTOR(link_text_against_target);
BACKSTAMP_DETECTOR(display_name_is_an_address);
BACKSTAMP_DETECTOR(credential_words_and_link);
BACKSTAMP_DETECTOR(credential_words_in_subject);
BACKSTAMP_DETECTOR(sender_domain_differs);
BACKSTAMP_DETECTOR(reported_by_others);
BACKSTAMP_DETECTOR(long_history);
BACKSTAMP_DETECTOR(newsletter);
#undef BACKSTAMP_DETECTOR

}  // namespace backstamp::verdict
