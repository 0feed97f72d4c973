// A shop's or bank's notice of an order or charge from an address that anybody can open: one is to
// call or answer.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> order_by_free_mail(const Signs& signs) {
  if (!signs.free_mail_sender) return std::nullopt;
  for (const char* family : {"order_notice", "payment_failed", "account_threat", "authority"}) {
    const FamilyHits& hits =
        signs.subject.of(family).count > 0 ? signs.subject.of(family) : signs.text.of(family);
    if (hits.count > 0) return seen(hits.first, signs.facts.sender.from.address);
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
