#include "verdict/judge.h"

#include "verdict/detectors/detector.h"
#include "verdict/groups.h"
#include "verdict/indicator_reasons.h"
#include "verdict/rules.h"
#include "verdict/weigh.h"

namespace backstamp::verdict {

std::vector<Reason> own_reasons(const message::Facts& facts, const History& history) {
  std::vector<Reason> reasons;
  const Signs signs(facts);
  for (const Detector& detector : detectors()) {
    if (const auto saw = detector.look(signs, history)) {
      reasons.push_back(reason_of(rules().rules, detector.rule, *saw));
    }
  }
  cap_groups(reasons, rules());
  return reasons;
}

bool is_readable(const message::Facts& facts) {
  return !facts.sender.from.address.empty() || !facts.visible_text.empty();
}

Verdict judge(const message::Facts& facts, const History& history, const Indicators& indicators,
              Time now) {
  std::vector<Reason> reasons = indicator_reasons(indicated(facts), indicators, now);
  for (Reason& reason : own_reasons(facts, history)) reasons.push_back(std::move(reason));
  return weigh(std::move(reasons), is_readable(facts));
}

}  // namespace backstamp::verdict
