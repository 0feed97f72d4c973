#include "intake/arrival_verdict.h"

#include "verdict/indicator_reasons.h"
#include "verdict/judge.h"
#include "verdict/traits.h"
#include "verdict/weigh.h"

namespace backstamp::intake {

ArrivalVerdict judge_on_arrival(const message::Facts& facts, const verdict::Indicators& indicators,
                                Time now) {
  verdict::History known;
  known.from_sender_before = known.from_domain_before = 1;
  known.domain_is_free_mail = verdict::is_free_mail(facts.sender.from.domain.view());
  ArrivalVerdict arrival;
  arrival.own_reasons = verdict::own_reasons(facts, known);
  std::vector<verdict::Reason> reasons =
      verdict::indicator_reasons(verdict::indicated(facts), indicators, now);
  reasons.insert(reasons.end(), arrival.own_reasons.begin(), arrival.own_reasons.end());
  arrival.verdict = verdict::weigh(std::move(reasons), verdict::is_readable(facts));
  return arrival;
}

}  // namespace backstamp::intake
