#include "verdict/judge.h"

#include <algorithm>
#include <tuple>

#include "base/check.h"
#include "verdict/detectors/detector.h"
#include "verdict/groups.h"
#include "verdict/rules.h"
#include "verdict/traits.h"

namespace backstamp::verdict {
namespace {

// Collects reasons by rule, each with its rule's points and sentence.
class Bench {
 public:
  void add(std::string_view rule_name, const Reason& saw) {
    const auto rule = rules().rules.find(rule_name);
    CHECK(rule != rules().rules.end());
    Reason reason = saw;
    reason.rule = rule_name;
    reason.points = rule->second.points;
    std::string sentence = rule->second.sentence;
    if (const auto at = sentence.find("{seen}"); at != sentence.npos) {
      sentence.replace(at, 6, saw.detail.str());
    }
    reason.detail = Text::lossy(sentence);
    strong_ = strong_ || (rule->second.strong && reason.points > 0);
    verdict_.reasons.push_back(std::move(reason));
  }

  Verdict verdict(bool readable) {
    drop_excuses();
    cap_groups(verdict_.reasons, rules());
    for (const Reason& reason : verdict_.reasons) verdict_.points += reason.points;
    verdict_.judgement = judgement(readable);
    name_threats();
    verdict_.confidence = confidence();
    std::ranges::sort(verdict_.reasons, {}, [](const Reason& reason) {
      return std::tuple<int, std::string_view, std::string_view>(-reason.points, reason.rule,
                                                                 reason.entity.view());
    });
    return std::move(verdict_);
  }

 private:
  // A strong sign is not talked away by a good past: accounts are taken over. The organisation's
  // own allow entry is its decision and stands.
  void drop_excuses() {
    if (!strong_) return;
    for (Reason& reason : verdict_.reasons) {
      if (reason.rule != "indicator_allow") reason.points = std::max(reason.points, 0);
    }
  }

  Judgement judgement(bool readable) const {
    if (strong_ && verdict_.points >= rules().malicious_points) return Judgement::malicious;
    if (verdict_.points >= rules().suspicious_points) return Judgement::suspicious;
    return readable ? Judgement::no_threats_found : Judgement::unknown;
  }

  void name_threats() {
    verdict_.detection_methods = {"Rules"};
    if (verdict_.judgement < Judgement::suspicious) return;
    for (const Reason& reason : verdict_.reasons) {
      const std::string& type = rules().rules.at(reason.rule).threat_type;
      if (reason.rule == "indicator_block") add_once(verdict_.detection_methods, "Indicators");
      if (type.empty() || reason.points <= 0) continue;
      const bool sure = type == "Phish" && verdict_.judgement == Judgement::malicious;
      add_once(verdict_.threat_types, sure ? "HighConfPhish" : type);
    }
  }

  static void add_once(std::vector<std::string>& list, const std::string& name) {
    if (std::ranges::find(list, name) == list.end()) list.push_back(name);
  }

  std::string confidence() const {
    const int distance = verdict_.judgement >= Judgement::malicious
                             ? verdict_.points - rules().malicious_points
                             : std::abs(verdict_.points - rules().suspicious_points);
    if (verdict_.judgement == Judgement::unknown) return "Low";
    return distance >= 20 ? "High" : distance >= 10 ? "Medium" : "Low";
  }

  Verdict verdict_;
  bool strong_ = false;
};

std::string said(const IndicatorEntry& entry) {
  std::string text = entry.kind + " " + entry.value.cut(300).str();
  if (!entry.comment.empty()) text += " (" + entry.comment + ")";
  return text;
}

class IndicatorDoor {
 public:
  IndicatorDoor(const message::Facts& facts, const Indicators& indicators, Time now, Bench& bench)
      : facts_(facts), indicators_(indicators), now_(now), bench_(bench) {}

  void ask() {
    const message::Sender& sender = facts_.sender;
    hear_sender(indicators_.match_sender(sender.from.address.view(), now_), sender.from.address);
    hear_block(indicators_.match_sender(sender.mail_from.view(), now_), sender.mail_from);
    hear_block(indicators_.match_ip(sender.ip.view(), now_), sender.ip);
    for (const message::Url& url : facts_.urls) {
      if (url.location == message::UrlLocation::header) continue;
      hear_block(indicators_.match_url(url.url.view(), now_), url.url);
    }
    for (const message::Attachment& file : facts_.attachments) {
      hear_block(indicators_.match_file(file.sha256, now_), Text::lossy(file.sha256));
    }
  }

 private:
  void hear_block(const IndicatorEntry* entry, const Text& entity) {
    if (entry && entry->block) hear("indicator_block", *entry, entity);
  }

  // From can be forged: an allow entry counts only for who proves to be it, or where nobody checks.
  void hear_sender(const IndicatorEntry* entry, const Text& entity) {
    if (!entry) return;
    if (entry->block) return hear("indicator_block", *entry, entity);
    if (is_authenticated(facts_) || !was_checked(facts_)) hear("indicator_allow", *entry, entity);
  }

  // Each entry speaks once, whatever it matches.
  void hear(std::string_view rule, const IndicatorEntry& entry, const Text& entity) {
    if (std::ranges::find(heard_, &entry) != heard_.end()) return;
    heard_.push_back(&entry);
    bench_.add(rule, seen(Text::lossy(said(entry)), entity));
  }

  const message::Facts& facts_;
  const Indicators& indicators_;
  const Time now_;
  Bench& bench_;
  std::vector<const IndicatorEntry*> heard_;
};

}  // namespace

Verdict judge(const message::Facts& facts, const History& history, const Indicators& indicators,
              Time now) {
  Bench bench;
  IndicatorDoor(facts, indicators, now, bench).ask();
  const Signs signs(facts);
  for (const Detector& detector : detectors()) {
    if (const auto reason = detector.look(signs, history)) bench.add(detector.rule, *reason);
  }
  const bool readable = !facts.sender.from.address.empty() || !facts.visible_text.empty();
  return bench.verdict(readable);
}

}  // namespace backstamp::verdict
