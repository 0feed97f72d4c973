// A guarded link: its target with what is known of it, as a signed word for an address.
//
// The word is base64url of: version (1), key id (2), judgement (1), guard (16), length of the
// recipient (1), recipient, target, and 16 bytes of HMAC-SHA256 over all before.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/text.h"
#include "base/uuid.h"
#include "click/link_key.h"
#include "verdict/verdict.h"

namespace backstamp::click {

constexpr std::size_t target_bytes_max = 4'000;

struct Link {
  std::string target;  // an absolute http or https address
  Uuid guard;          // stands for the message
  Text recipient;      // empty when it went to several, or is longer than 255 bytes
  verdict::Judgement judgement = verdict::Judgement::unknown;  // of the message on arrival
};

// Of targets that are too long, or no http or https address, nothing is made: empty.
std::string word_of(const Link& link, const KeyRing& keys);
// Error: invalid for everything that word_of() did not make with one of these keys.
Result<Link> link_of(std::string_view word, const KeyRing& keys);

// True for an http or https address without control characters, blanks and quotes.
bool is_target(std::string_view url);

}  // namespace backstamp::click
