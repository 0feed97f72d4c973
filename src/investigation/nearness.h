// Is this mail another member of the same attack? The rule, without the asking.
#pragma once

#include <optional>
#include <string>

#include "investigation/mail_hunt.h"
#include "investigation/policy.h"
#include "message/sketch_distance.h"

namespace backstamp::investigation {

// The mail that near ones are looked for, or one that was found near it.
struct NearnessSeed {
  message::BodySketch sketch;
  Time delivered;
  std::string subject, sender_address, sender_domain, sender_ip;
  // Values that come from boilerplate and say nothing (boilerplate.h).
  message::SketchValues boilerplate = {};
};

// Bodies with enough words are compared by words, others by structure.
bool compares_words(const message::BodySketch& sketch, const NearnessPolicy& policy);

struct Nearness {
  std::string why;     // "J 0.61"; "J 0.19, same subject"
  bool sure_by_words;  // the words suffice, no second fact was needed
};

// Why the copy belongs to the seed, or nothing.
std::optional<Nearness> near(const NearnessSeed& seed, const FoundCopy& copy,
                             const NearnessPolicy& policy);

}  // namespace backstamp::investigation
