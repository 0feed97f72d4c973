// judge(): what a message's own facts and what we knew before say of it. Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "base/time.h"
#include "message/facts.h"
#include "verdict/indicators.h"
#include "verdict/verdict.h"

namespace backstamp::verdict {

// What the organisation knew before this message came. Answered by hunting, handed in.
struct History {
  std::uint64_t from_sender_before = 0;  // messages from this address
  std::uint64_t from_domain_before = 0;  // messages from its domain
  std::optional<Time> first_seen;        // of the domain
  std::uint64_t reports_by_others = 0;   // reports of this message as phish
  bool domain_is_free_mail = false;      // then only the address counts as known
  // Somebody of the organisation, writing from its own domains, bears the sender's display name.
  bool name_is_an_insiders = false;
};

// Where nobody was asked who wrote before: no sender is called new, none well known.
inline constexpr History unknown_history{.from_sender_before = 1,
                                         .from_domain_before = 1,
                                         .first_seen = {},
                                         .reports_by_others = 0,
                                         .domain_is_free_mail = false,
                                         .name_is_an_insiders = false};

// What the detectors see: the part of a verdict that stays as it is while the organisation's
// entries change. Not weighed yet.
std::vector<Reason> own_reasons(const message::Facts& facts, const History& history);

// Whether there was anything to judge; without it nothing found is Unknown.
bool is_readable(const message::Facts& facts);

Verdict judge(const message::Facts& facts, const History& history, const Indicators& indicators,
              Time now);

}  // namespace backstamp::verdict
