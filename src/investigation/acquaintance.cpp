#include "investigation/acquaintance.h"

#include <set>

#include "verdict/traits.h"

namespace backstamp::investigation {
namespace {

// What a sender is known by.
const std::string& name_of(const FoundCopy& found) {
  return verdict::is_free_mail(found.sender_domain) ? found.sender_address : found.sender_domain;
}

}  // namespace

bool failed_authentication(const FoundCopy& found) {
  if (!found.dmarc.empty() && found.dmarc != "none") return found.dmarc == "fail";
  return found.spf == "fail" || found.spf == "softfail" || found.dkim == "fail";
}

bool passed_authentication(const FoundCopy& found) {
  return found.dmarc == "pass" || (found.spf == "pass" && found.dkim == "pass");
}

Result<Acquaintance> Acquaintance::ask(const MailHunt& hunt, std::span<const FoundCopy> copies,
                                       Time delivered, const ClusterPolicy& policy) {
  std::set<std::string> domains, addresses;
  for (const FoundCopy& found : copies) {
    (verdict::is_free_mail(found.sender_domain) ? addresses : domains).insert(name_of(found));
  }
  auto first_seen = TRY(hunt.domains_first_seen({domains.begin(), domains.end()}));
  first_seen.merge(TRY(hunt.addresses_first_seen({addresses.begin(), addresses.end()})));
  const std::uint64_t earlier = TRY(hunt.copies_before(delivered - policy.history));
  return Acquaintance(std::move(first_seen), delivered - policy.known_after,
                      earlier >= policy.history_copies);
}

bool Acquaintance::knows(const FoundCopy& found) const {
  const auto first = first_seen_.find(name_of(found));
  return first != first_seen_.end() && first->second < known_before_;
}

bool Acquaintance::trusts(const FoundCopy& found) const {
  return passed_authentication(found) && (found.direction == "Intra-org" || knows(found));
}

bool Acquaintance::stranger(const FoundCopy& found) const {
  const bool colleague = found.direction == "Intra-org" && passed_authentication(found);
  return store_tells_ && !colleague && !knows(found);
}

}  // namespace backstamp::investigation
