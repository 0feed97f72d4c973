#include "verdict/weigh.h"

#include <algorithm>
#include <tuple>

#include "verdict/rules.h"

namespace backstamp::verdict {
namespace {

void add_once(std::vector<std::string>& list, const std::string& name) {
  if (std::ranges::find(list, name) == list.end()) list.push_back(name);
}

bool is_strong(const Reason& reason) { return reason.strong && reason.points > 0; }

// A strong sign is not talked away by a good past: accounts are taken over. The organisation's own
// allow entry is its decision and stands.
void drop_excuses(std::vector<Reason>& reasons) {
  if (!std::ranges::any_of(reasons, is_strong)) return;
  for (Reason& reason : reasons) {
    if (reason.rule != "indicator_allow") reason.points = std::max(reason.points, 0);
  }
}

Judgement judge_points(const Verdict& verdict, bool readable) {
  const bool strong = std::ranges::any_of(verdict.reasons, is_strong);
  if (strong && verdict.points >= rules().malicious_points) return Judgement::malicious;
  if (verdict.points >= rules().suspicious_points) return Judgement::suspicious;
  return readable ? Judgement::no_threats_found : Judgement::unknown;
}

std::vector<std::string> threat_types(const Verdict& verdict) {
  std::vector<std::string> types;
  if (verdict.judgement < Judgement::suspicious) return types;
  const bool sure = verdict.judgement == Judgement::malicious &&
                    std::ranges::any_of(verdict.reasons, [](const Reason& reason) {
                      return is_strong(reason) && reason.threat_type == "Phish";
                    });
  for (const Reason& reason : verdict.reasons) {
    if (reason.threat_type.empty() || reason.points <= 0) continue;
    add_once(types, sure && reason.threat_type == "Phish" ? "HighConfPhish" : reason.threat_type);
  }
  return types;
}

std::vector<std::string> own_methods(const Verdict& verdict) {
  std::vector<std::string> methods = {"Rules"};
  if (verdict.judgement < Judgement::suspicious) return methods;
  const auto speaks = [&](std::string_view rule) {
    return std::ranges::find(verdict.reasons, rule, &Reason::rule) != verdict.reasons.end();
  };
  if (speaks("indicator_block")) methods.emplace_back("Indicators");
  if (speaks("feed_sure") || speaks("feed_listed")) methods.emplace_back("Feeds");
  return methods;
}

std::string confidence(const Verdict& verdict) {
  const int distance = verdict.judgement >= Judgement::malicious
                           ? verdict.points - rules().malicious_points
                           : std::abs(verdict.points - rules().suspicious_points);
  if (verdict.judgement == Judgement::unknown) return "Low";
  return distance >= 20 ? "High" : distance >= 10 ? "Medium" : "Low";
}

}  // namespace

Verdict weigh(std::vector<Reason> reasons, bool readable) {
  drop_excuses(reasons);
  std::ranges::sort(reasons, {}, [](const Reason& reason) {
    return std::tuple<int, std::string_view, std::string_view, std::string_view>(
        -reason.points, reason.rule, reason.entity.view(), reason.detail.view());
  });
  Verdict verdict;
  verdict.reasons = std::move(reasons);
  for (const Reason& reason : verdict.reasons) verdict.points += reason.points;
  verdict.judgement = judge_points(verdict, readable);
  verdict.threat_types = threat_types(verdict);
  verdict.detection_methods = own_methods(verdict);
  verdict.confidence = confidence(verdict);
  return verdict;
}

Verdict combine(const Verdict& own, std::vector<Opinion> opinions, std::vector<Missing> missing) {
  std::vector<Reason> reasons = own.reasons;
  std::ranges::sort(opinions, {}, &Opinion::engine);
  for (const Opinion& opinion : opinions) {
    reasons.insert(reasons.end(), opinion.reasons.begin(), opinion.reasons.end());
    for (const std::string& gap : opinion.gaps) missing.push_back({opinion.engine, gap});
  }
  std::ranges::sort(missing, {}, [](const Missing& one) { return std::tie(one.engine, one.why); });
  Verdict verdict = weigh(std::move(reasons), own.judgement != Judgement::unknown);
  for (const Opinion& opinion : opinions) add_once(verdict.detection_methods, opinion.engine);
  verdict.missing = std::move(missing);
  return verdict;
}

}  // namespace backstamp::verdict
