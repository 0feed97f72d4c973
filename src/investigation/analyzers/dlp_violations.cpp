// Sensitive data in what the account sent outside: read from the letters themselves, bodies and
// text attachments; and what the mail service's own data-loss rules matched.
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "investigation/accounts/account_evidence.h"
#include "investigation/accounts/sensitive_data.h"
#include "investigation/analyzers/list.h"
#include "investigation/cluster_building.h"
#include "message/charset.h"
#include "message/mime_tree.h"
#include "message/parse.h"
#include "message/transfer.h"

namespace backstamp::investigation {
namespace {

constexpr std::uint64_t attachment_bytes_max = 4 * 1024 * 1024;

bool is_text(const message::Part& part) {
  const std::string& type = part.type.media_type;
  return type.starts_with("text/") || type == "application/json" || type == "application/xml" ||
         type == "application/x-pem-file" || type == "application/csv";
}

std::string domain_of(std::string_view address) {
  return std::string(address.substr(std::min(address.find('@'), address.size() - 1) + 1));
}

bool goes_outside(const Question& question, const SentMessage& sent) {
  const std::string own = domain_of(question.account);
  return std::ranges::any_of(sent.recipients, [&](const std::string& recipient) {
    const std::string domain = domain_of(recipient);
    return domain != own && std::ranges::none_of(question.own_domains, [&](const Text& known) {
             return ascii_equal(known.view(), domain);
           });
  });
}

// The letter from any mailbox that has a copy; nothing when none can be read.
Bytes letter_of(const Question& question, const std::vector<const FoundCopy*>& copies) {
  for (const FoundCopy* copy : copies) {
    const auto places = question.mailboxes.find(
        copy->copy.recipient, message::NetworkMessageId(copy->copy.network_message_id),
        {.folder = copy->folder, .name = copy->name});
    if (!places || places->empty()) continue;
    if (auto bytes = question.mailboxes.read(places->front())) return std::move(*bytes);
  }
  return {};
}

std::vector<SensitiveValue> values_in(std::string_view letter) {
  const message::Facts facts = message::parse(letter, {});
  std::string text = facts.subject.str() + "\n" + facts.visible_text.str() + "\n";
  const message::MimeTree tree = message::read_mime(letter, {});
  for (const message::Part& part : tree.parts) {
    if (part.role != message::PartRole::attachment || !is_text(part)) continue;
    const std::string bytes =
        message::decode_all(part.content, part.encoding, attachment_bytes_max);
    text += message::to_utf8(bytes, part.type.charset).text + "\n";
  }
  return sensitive_values(text);
}

std::string list_of(const std::vector<SensitiveValue>& values) {
  std::map<std::string, std::pair<std::size_t, std::string>> kinds;
  for (const SensitiveValue& value : values) {
    auto& [count, example] = kinds[value.kind];
    if (++count == 1) example = value.masked;
  }
  std::string list;
  for (const auto& [kind, told] : kinds) {
    list += (list.empty() ? "" : ", ") + std::to_string(told.first) + " " + kind + " (" +
            Text::lossy(told.second).str() + ")";
  }
  return list;
}

struct Reading {
  std::vector<AccountFinding> findings;
  std::size_t outside = 0, read = 0;
};

Result<Reading> read_sent(const Question& question, const std::vector<SentMessage>& sent) {
  Reading reading;
  std::vector<const SentMessage*> outside;
  for (const SentMessage& one : sent) {
    if (goes_outside(question, one)) outside.push_back(&one);
  }
  reading.outside = outside.size();
  const std::size_t most = question.account_policy.dlp_messages_max;
  if (outside.size() > most)
    outside.erase(outside.begin(), outside.end() - static_cast<long>(most));
  std::vector<std::string> ids;
  for (const SentMessage* one : outside) ids.push_back(one->message);
  if (ids.empty()) return reading;
  const auto copies = TRY(question.hunt.copies_of(ids));
  std::map<std::string, std::vector<const FoundCopy*>> by_id;
  for (const FoundCopy& copy : copies) by_id[copy.copy.network_message_id.text()].push_back(&copy);
  for (const SentMessage* one : outside) {
    const Bytes letter = letter_of(question, by_id[one->message]);
    if (letter.empty()) continue;
    ++reading.read;
    const auto values = values_in(letter);
    if (values.size() < question.account_policy.dlp_values_min || values.empty()) continue;
    reading.findings.push_back(
        {.rule = "sensitive_data_sent",
         .detail = "'" + Text::lossy(one->subject).cut(200).str() + "' to " +
                   Text::lossy(one->recipients.front()).cut(200).str() + " holds " +
                   list_of(values),
         .at = one->at,
         .report_id = one->message,
         .query = "EmailEvents | where NetworkMessageId == " + kql_text(one->message)});
  }
  return reading;
}

}  // namespace

Result<Answer> dlp_violations(const Question& question) {
  Answer answer;
  if (question.account.empty()) return answer;
  const Window window = question.account_window();
  const auto sent = TRY(question.accounts.sent(question.account, window));
  Reading reading = TRY(read_sent(question, sent.rows));
  const auto matches = TRY(question.accounts.events(question.account, {"DlpRuleMatch"}, window));
  for (const AccountEvent& match : matches.rows) {
    reading.findings.push_back(
        {.rule = "dlp_match",
         .detail = "a data-loss rule of the service matched",
         .at = match.at,
         .report_id = match.report_id,
         .query = "CloudAppEvents | where ReportId == " + kql_text(match.report_id)});
  }
  describe(answer, kql_mail_query(window, "SenderFromAddress == " + kql_text(question.account)),
           reading.findings, reading.outside + matches.rows.size(), sent.cut_off);
  if (reading.read < reading.outside) {
    answer.why = std::to_string(reading.outside - reading.read) + " of " +
                 std::to_string(reading.outside) +
                 " messages sent outside were not read: no copy lies in a mailbox, or there are "
                 "too many";
  }
  add_findings(question, answer, "dlp-violations", casework::EntityKind::user, "DlpViolation",
               std::move(reading.findings));
  return answer;
}

}  // namespace backstamp::investigation
