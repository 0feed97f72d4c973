#include "verdict/kept_reasons.h"

#include "base/text.h"
#include "verdict/groups.h"
#include "verdict/rules.h"

namespace backstamp::verdict {
namespace {

void take_weight(Reason& reason, const Rule& rule) {
  reason.points = rule.points;
  reason.strong = rule.strong;
  reason.threat_type = rule.threat_type;
}

}  // namespace

std::vector<Reason> weighed_by_present_rules(std::vector<Reason> kept) {
  std::vector<Reason> of_detectors, of_engines;
  for (Reason& reason : kept) {
    if (const auto own = rules().rules.find(reason.rule); own != rules().rules.end()) {
      take_weight(reason, own->second);
      of_detectors.push_back(std::move(reason));
    } else if (const auto engine = engine_rules().find(reason.rule);
               engine != engine_rules().end()) {
      // A YARA rule may name its own threat.
      if (reason.threat_type.empty()) reason.threat_type = engine->second.threat_type;
      reason.points = engine->second.points;
      reason.strong = engine->second.strong;
      of_engines.push_back(std::move(reason));
    }
  }
  cap_groups(of_detectors, rules());
  for (Reason& reason : of_engines) of_detectors.push_back(std::move(reason));
  return of_detectors;
}

bool is_of_engine(const Reason& reason, std::string_view engine) {
  return reason.rule.starts_with(ascii_lower(engine) + "_") && engine_rules().contains(reason.rule);
}

}  // namespace backstamp::verdict
