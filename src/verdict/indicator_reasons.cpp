#include "verdict/indicator_reasons.h"

#include <algorithm>

#include "verdict/detectors/detector.h"
#include "verdict/rules.h"
#include "verdict/traits.h"

namespace backstamp::verdict {
namespace {

std::string_view block_rule(const IndicatorEntry& entry) {
  if (entry.source.empty()) return "indicator_block";
  return is_sure(entry) ? "feed_sure" : "feed_listed";
}

std::string said(const IndicatorEntry& entry) {
  std::string text = entry.source.empty() ? "" : entry.source + ": ";
  text += entry.kind + " " + entry.value.cut(300).str();
  if (!entry.comment.empty()) text += " (" + entry.comment + ")";
  return text;
}

class Hearing {
 public:
  void hear_block(const IndicatorEntry* entry, const Text& entity) {
    if (entry && entry->block) hear(block_rule(*entry), *entry, entity);
  }

  void hear_sender(const IndicatorEntry* entry, const Text& entity, bool stands) {
    if (!entry) return;
    if (entry->block) return hear(block_rule(*entry), *entry, entity);
    if (stands) hear("indicator_allow", *entry, entity);
  }

  std::vector<Reason> take() && { return std::move(reasons_); }

 private:
  void hear(std::string_view rule, const IndicatorEntry& entry, const Text& entity) {
    if (std::ranges::find(heard_, &entry) != heard_.end()) return;
    heard_.push_back(&entry);
    reasons_.push_back(reason_of(rules().rules, rule, seen(Text::lossy(said(entry)), entity)));
  }

  std::vector<Reason> reasons_;
  std::vector<const IndicatorEntry*> heard_;
};

}  // namespace

Indicated indicated(const message::Facts& facts) {
  Indicated all{.from_address = facts.sender.from.address,
                .mail_from = facts.sender.mail_from,
                .ip = facts.sender.ip,
                .sender_stands = is_authenticated(facts) || !was_checked(facts),
                .urls = {},
                .sha256 = {}};
  for (const message::Url& url : facts.urls) {
    if (url.location != message::UrlLocation::header) all.urls.push_back(url.url);
  }
  for (const message::Attachment& file : facts.attachments) all.sha256.push_back(file.sha256);
  return all;
}

std::vector<Reason> indicator_reasons(const Indicated& message, const Indicators& indicators,
                                      Time now) {
  Hearing hearing;
  if (indicators.size() == 0) return {};
  hearing.hear_sender(indicators.match_sender(message.from_address.view(), now),
                      message.from_address, message.sender_stands);
  hearing.hear_block(indicators.match_sender(message.mail_from.view(), now), message.mail_from);
  hearing.hear_block(indicators.match_ip(message.ip.view(), now), message.ip);
  for (const Text& url : message.urls) {
    hearing.hear_block(indicators.match_url(url.view(), now), url);
  }
  for (const std::string& sha256 : message.sha256) {
    hearing.hear_block(indicators.match_file(sha256, now), Text::lossy(sha256));
  }
  return std::move(hearing).take();
}

}  // namespace backstamp::verdict
