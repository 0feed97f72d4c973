// One detector a phrase family and place, as far as detectors.json gives it points.
#include "verdict/detectors/detector.h"
#include "verdict/rules.h"

namespace backstamp::verdict {
namespace {

constexpr std::uint32_t often = 3;

Look in_subject(const std::string& family) {
  return [family](const Signs& signs, const History&) -> std::optional<Reason> {
    const FamilyHits& hits = signs.subject.of(family);
    if (hits.count == 0) return std::nullopt;
    return seen(hits.first, signs.facts.sender.from.address);
  };
}

Look in_text(const std::string& family, std::uint32_t times) {
  return [family, times](const Signs& signs, const History&) -> std::optional<Reason> {
    const FamilyHits& hits = signs.text.of(family);
    if (hits.count < times) return std::nullopt;
    return seen(hits.first, signs.facts.sender.from.address);
  };
}

}  // namespace

std::vector<Detector> phrase_detectors() {
  std::vector<Detector> all;
  const auto add = [&](const std::string& rule, Look look) {
    if (rules().rules.contains(rule)) all.push_back({rule, std::move(look)});
  };
  for (const std::string& family : phrase_families()) {
    add("subject_" + family, in_subject(family));
    add("text_" + family, in_text(family, 1));
    add("text_" + family + "_often", in_text(family, often));
  }
  return all;
}

}  // namespace backstamp::verdict
