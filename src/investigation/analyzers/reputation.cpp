#include "investigation/analyzers/reputation.h"

#include <nlohmann/json.hpp>

#include "investigation/reasons_json.h"

namespace backstamp::investigation {
namespace {

casework::Evidence judged(const Text& value, casework::EntityKind kind,
                          std::string_view threat_type, const verdict::IndicatorEntry& entry) {
  const std::string list = !entry.source.empty() ? "feed " + entry.source
                           : entry.block         ? "block list"
                                                 : "allow list";
  verdict::Reason reason;
  const bool sure = verdict::judgement_of(entry) == verdict::Judgement::malicious;
  reason.rule = !entry.source.empty() ? (sure ? "feed_sure" : "feed_listed")
                : entry.block         ? "indicator_block"
                                      : "indicator_allow";
  reason.detail =
      Text::lossy("on the " + list + ": " + entry.kind + " " + entry.value.cut(300).str() +
                  (entry.comment.empty() ? "" : " (" + entry.comment + ")"));
  reason.entity = value.cut(2'000);
  reason.points = entry.block ? 100 : -100;
  casework::Evidence evidence;
  evidence.entity = {kind, reason.entity};
  evidence.verdict = name_of(verdict::judgement_of(entry));
  if (entry.block) evidence.threat_types = {std::string(threat_type)};
  evidence.reasons = to_json({reason});
  return evidence;
}

}  // namespace

Answer reputation(const std::vector<Text>& values, casework::EntityKind kind,
                  std::string_view threat_type, const Match& match) {
  Answer answer;
  std::size_t blocked = 0, allowed = 0;
  for (const Text& value : values) {
    const verdict::IndicatorEntry* entry = match(value.view());
    if (entry == nullptr) continue;
    ++(entry->block ? blocked : allowed);
    answer.findings.evidence.push_back(judged(value, kind, threat_type, *entry));
  }
  answer.asked = nlohmann::ordered_json{{"values", values.size()}, {"list", "indicators"}}.dump();
  answer.found = nlohmann::ordered_json{{"blocked", blocked}, {"allowed", allowed}}.dump();
  return answer;
}

}  // namespace backstamp::investigation
