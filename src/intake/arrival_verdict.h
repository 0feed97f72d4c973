// The verdict on arrival: what the message itself and the organisation's entries say.
//
// What the organisation knew of the sender is left out on purpose: it depends on the order in which
// mail is brought, and importing again must find the same verdict. Investigations ask it.
#pragma once

#include <vector>

#include "base/time.h"
#include "message/facts.h"
#include "verdict/indicators.h"
#include "verdict/verdict.h"

namespace backstamp::intake {

struct ArrivalVerdict {
  verdict::Verdict verdict;
  std::vector<verdict::Reason> own_reasons;  // without those of entries; not weighed
};

ArrivalVerdict judge_on_arrival(const message::Facts& facts, const verdict::Indicators& indicators,
                                Time now);

}  // namespace backstamp::intake
