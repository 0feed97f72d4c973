#include "rejudging/verdict_change.h"

#include <algorithm>

#include "hunting/json_line.h"
#include "verdict/hunting_columns.h"
#include "verdict/reasons_json.h"
#include "verdict/weigh.h"

namespace backstamp::rejudging {
namespace {

constexpr std::string_view table = "VerdictEvents";

std::string reason_of(const verdict::Verdict& verdict) {
  for (const verdict::Reason& reason : verdict.reasons) {
    if (reason.rule.starts_with("indicator_") || reason.rule.starts_with("feed_")) {
      return reason.detail.str();
    }
  }
  return "No allow or block entry names it any more.";
}

verdict::Verdict weighed(const TouchedMessage& message,
                         const std::vector<verdict::Reason>& own_reasons,
                         const verdict::Indicators& indicators, Time now) {
  std::vector<verdict::Reason> reasons =
      verdict::indicator_reasons(message.indicated, indicators, now);
  reasons.insert(reasons.end(), own_reasons.begin(), own_reasons.end());
  return verdict::weigh(std::move(reasons), message.readable);
}

VerdictChange change_to(const verdict::Verdict& verdict, const TouchedMessage& message) {
  return {
      .network_message_id = message.network_message_id,
      .copies = message.copies,
      // Rows of an earlier version hold no verdict.
      .before = verdict::judgement(message.verdict).value_or(verdict::Judgement::no_threats_found),
      .after = verdict.judgement,
      .threats_before = message.threat_types,
      .threats_after = verdict::threat_types_text(verdict),
      .reason = {},
      .read = {}};
}

bool is_none(const VerdictChange& change) {
  return change.before == change.after && change.threats_before == change.threats_after;
}

std::string_view entity_type(std::string_view kind) {
  if (kind == "url") return "Url";
  if (kind == "file") return "File";
  if (kind == "sender") return "Sender";
  return kind == "domain" ? "Domain" : "Ip";
}

}  // namespace

std::optional<VerdictChange> weigh_again(const TouchedMessage& message,
                                         const verdict::Indicators& indicators, Time now) {
  const verdict::Verdict verdict = weighed(message, message.own_reasons, indicators, now);
  VerdictChange change = change_to(verdict, message);
  if (is_none(change)) return std::nullopt;
  change.reason = reason_of(verdict);
  return change;
}

std::optional<VerdictChange> weigh_read_again(const TouchedMessage& message,
                                              const std::vector<verdict::Reason>& own_reasons,
                                              const verdict::Indicators& indicators, Time now) {
  const verdict::Verdict verdict = weighed(message, own_reasons, indicators, now);
  VerdictChange change = change_to(verdict, message);
  const verdict::Verdict before = verdict::weigh(message.own_reasons, message.readable);
  const verdict::Verdict after = verdict::weigh(own_reasons, message.readable);
  const bool reads_alike =
      before.judgement == after.judgement && before.threat_types == after.threat_types;
  if (is_none(change) && reads_alike) return std::nullopt;
  change.read = verdict::reasons_json(own_reasons);
  change.reason = verdict.judgement >= verdict::Judgement::suspicious && !verdict.reasons.empty()
                      ? verdict.reasons.front().detail.str()
                      : "Read again, and nothing speaks against it.";
  return change;
}

hunting::TableRows rows_of(const std::vector<VerdictChange>& changes, const ChangeCause& cause) {
  hunting::TableRows rows{.table = std::string(table), .json_lines = {}, .count = changes.size()};
  const std::string at = rfc3339(cause.at);
  const std::string id = cause.id.text();
  for (const VerdictChange& change : changes) {
    hunting::JsonLine(rows.json_lines)
        .utf8("Timestamp", at)
        .utf8("EntityType", "MailMessage")
        .utf8("Entity", change.network_message_id)
        .utf8("NetworkMessageId", change.network_message_id)
        .utf8("PreviousVerdict", name_of(change.before))
        .utf8("Verdict", name_of(change.after))
        .utf8("PreviousThreatTypes", change.threats_before)
        .utf8("ThreatTypes", change.threats_after)
        .utf8("Reason", change.reason)
        .utf8("VerdictReasons", change.read)
        .utf8("CauseId", id)
        .number("Copies", change.copies)
        .end();
  }
  return rows;
}

hunting::TableRows row_of_entity(const ChangeCause& cause, std::string_view before,
                                 std::string_view after, std::uint64_t copies) {
  hunting::TableRows rows{.table = std::string(table), .json_lines = {}, .count = 1};
  hunting::JsonLine(rows.json_lines)
      .utf8("Timestamp", rfc3339(cause.at))
      .utf8("EntityType", entity_type(cause.kind))
      .utf8("Entity", cause.value)
      .utf8("PreviousVerdict", before)
      .utf8("Verdict", after)
      .utf8("Reason", "Entry " + cause.cause + ".")
      .utf8("CauseId", cause.id.text())
      .number("Copies", copies)
      .end();
  return rows;
}

}  // namespace backstamp::rejudging
