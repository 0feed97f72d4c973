// What a Sieve script (RFC 5228 and its extensions) does with mail, and what of that speaks of
// somebody else's hand: forwarding outside, mail put where nobody looks, mail thrown away by
// words, answers to everybody. Pure; bounded in size and depth.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/text.h"

namespace backstamp::platform {

// One action command, with the tests it stands under.
struct SieveAction {
  std::string command;               // "redirect", "fileinto", "discard", "vacation", ...
  std::vector<std::string> tags;     // ":copy", ":create", ... in lower case
  std::vector<std::string> strings;  // its texts, those of lists in order
  std::vector<std::string> words;    // texts of the tests around it: headers and what they hold
  bool always = true;                // stands under no test
  std::size_t line = 1;
};

struct SieveScript {
  std::vector<SieveAction> actions;
  std::vector<std::string> requires_;  // extensions
};

// Errors: invalid with the line (what a server would refuse, too); limit.
Result<SieveScript> read_sieve(std::string_view script);

struct SieveFinding {
  std::string kind;  // forwards_outside, hides_mail, discards_by_words, answers_everybody, unread
  Text detail;       // one sentence with the values seen
  Text target;       // the address or folder; may be empty
  std::size_t line = 0;
};

// `own_domains` in lower case. A script that cannot be read is a finding itself.
std::vector<SieveFinding> judge_sieve(std::string_view script, std::span<const Text> own_domains);

}  // namespace backstamp::platform
