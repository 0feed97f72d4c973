#include "intake/arrival_verdict.h"

#include "verdict/indicator_reasons.h"
#include "verdict/judge.h"
#include "verdict/weigh.h"

namespace backstamp::intake {

ArrivalVerdict judge_on_arrival(const message::Facts& facts, const verdict::Indicators& indicators,
                                Time now) {
  ArrivalVerdict arrival;
  arrival.own_reasons = verdict::own_reasons(facts, verdict::unknown_history);
  std::vector<verdict::Reason> reasons =
      verdict::indicator_reasons(verdict::indicated(facts), indicators, now);
  reasons.insert(reasons.end(), arrival.own_reasons.begin(), arrival.own_reasons.end());
  arrival.verdict = verdict::weigh(std::move(reasons), verdict::is_readable(facts));
  return arrival;
}

}  // namespace backstamp::intake
