// What we think of a message or an indicator, and why.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/text.h"

namespace backstamp::verdict {

enum class Judgement { unknown, no_threats_found, suspicious, malicious };

std::string_view name_of(Judgement judgement);  // Unknown, NoThreatsFound, Suspicious, Malicious
Result<Judgement> judgement(std::string_view name);

// Each names its rule and what it saw.
struct Reason {
  std::string rule;  // of content/rules or the engine: "authentication_failed", "indicator_block"
  Text detail;       // one sentence for a person, with the values seen
  Text entity;       // what it was seen on: an address, URL, hash; may be empty
  int points = 0;    // its weight in the sum; negative speaks for the message
  bool strong = false;           // may make a verdict Malicious
  std::string threat_type = {};  // what it is a sign of; empty for context
};

// An engine that was asked and could not be heard.
struct Missing {
  std::string engine;  // "ClamAV"
  std::string why;     // one line for a person
};

struct Verdict {
  Judgement judgement = Judgement::unknown;
  std::vector<std::string>
      threat_types;  // Malware, HighConfPhish, Phish, Spam, MaliciousUrl, MaliciousFile
  std::vector<std::string>
      detection_methods;  // Rules, Indicators, Feeds, and the engines that answered
  int points = 0;
  std::string confidence;  // High, Medium, Low
  std::vector<Reason> reasons;
  std::vector<Missing> missing;  // whose opinion it was made without
};

}  // namespace backstamp::verdict
