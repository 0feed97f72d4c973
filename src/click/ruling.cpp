#include "click/ruling.h"

namespace backstamp::click {

Ruled rule(const Link& link, const verdict::Indicators& entries, const ClickPolicy& policy,
           Time now) {
  Ruled ruled;
  ruled.judgement = link.judgement;
  if (const verdict::IndicatorEntry* entry = entries.match_url(link.target, now)) {
    ruled.judgement = verdict::judgement_of(*entry);
    ruled.entry = entry->value;
  }
  const std::string judgement(verdict::name_of(ruled.judgement));
  if (policy.block.contains(judgement)) {
    ruled.ruling = Ruling::block;
  } else if (policy.warn.contains(judgement)) {
    ruled.ruling = Ruling::warn;
  }
  return ruled;
}

}  // namespace backstamp::click
