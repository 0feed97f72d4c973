// Whose mail the organisation knew before an attack: the difference between a stranger and a
// correspondent, and the honesty to say when a young store can't tell them apart.
#pragma once

#include <map>
#include <span>
#include <string>
#include <utility>

#include "base/result.h"
#include "base/time.h"
#include "investigation/mail_hunt.h"
#include "investigation/policy.h"

namespace backstamp::investigation {

bool passed_authentication(const FoundCopy& found);
bool failed_authentication(const FoundCopy& found);

class Acquaintance {
 public:
  // `first_seen` by domain, for free mail by address. `store_tells`: the store is old enough for
  // who is not known to be called a stranger.
  Acquaintance(std::map<std::string, Time> first_seen, Time known_before, bool store_tells)
      : first_seen_(std::move(first_seen)),
        known_before_(known_before),
        store_tells_(store_tells) {}

  // Looks up the senders of `copies`. An attack lasts days: whoever wrote earlier than
  // policy.known_after before `delivered` is known. A free-mail domain says nothing, only its
  // addresses do.
  static Result<Acquaintance> ask(const MailHunt& hunt, std::span<const FoundCopy> copies,
                                  Time delivered, const ClusterPolicy& policy);

  // Known and authenticated; colleagues are known from their first day.
  bool trusts(const FoundCopy& found) const;
  // Never seen before, and the store is old enough to say so.
  bool stranger(const FoundCopy& found) const;

 private:
  bool knows(const FoundCopy& found) const;

  std::map<std::string, Time> first_seen_;
  Time known_before_;
  bool store_tells_;
};

}  // namespace backstamp::investigation
