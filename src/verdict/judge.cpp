#include "verdict/judge.h"

#include <algorithm>

#include "verdict/detectors/detector.h"
#include "verdict/rules.h"
#include "verdict/traits.h"
#include "verdict/weigh.h"

namespace backstamp::verdict {
namespace {

using Reasons = std::vector<Reason>;

std::string said(const IndicatorEntry& entry) {
  std::string text = entry.kind + " " + entry.value.cut(300).str();
  if (!entry.comment.empty()) text += " (" + entry.comment + ")";
  return text;
}

class IndicatorDoor {
 public:
  IndicatorDoor(const message::Facts& facts, const Indicators& indicators, Time now,
                Reasons& reasons)
      : facts_(facts), indicators_(indicators), now_(now), reasons_(reasons) {}

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
    reasons_.push_back(reason_of(rules().rules, rule, seen(Text::lossy(said(entry)), entity)));
  }

  const message::Facts& facts_;
  const Indicators& indicators_;
  const Time now_;
  Reasons& reasons_;
  std::vector<const IndicatorEntry*> heard_;
};

}  // namespace

Verdict judge(const message::Facts& facts, const History& history, const Indicators& indicators,
              Time now) {
  Reasons reasons;
  IndicatorDoor(facts, indicators, now, reasons).ask();
  for (const Detector& detector : detectors()) {
    if (const auto saw = detector.detect(facts, history)) {
      reasons.push_back(reason_of(rules().rules, detector.rule, *saw));
    }
  }
  const bool readable = !facts.sender.from.address.empty() || !facts.visible_text.empty();
  return weigh(std::move(reasons), readable);
}

}  // namespace backstamp::verdict
