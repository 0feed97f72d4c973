#include "investigation/campaign_mail.h"

#include <algorithm>
#include <map>
#include <set>

#include "investigation/found_copy.h"

namespace backstamp::investigation {
namespace {

constexpr std::size_t facts_max = 20;  // links, hosts and files of one message

bool is_bad(std::string_view verdict) { return verdict == "Malicious" || verdict == "Suspicious"; }

std::vector<std::string> parts_of(std::string_view list) {
  std::vector<std::string> parts;
  while (!list.empty()) {
    const std::string_view part = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), part.size() + 1));
    if (!trim(part).empty()) parts.emplace_back(trim(part));
  }
  return parts;
}

CampaignMail campaign_mail(const FoundCopy& found) {
  return {.network_message_id = found.copy.network_message_id,
          .delivered = found.delivered,
          .sender_address = found.sender_address,
          .sender_domain = found.sender_domain,
          .sender_ip = found.sender_ip,
          .subject = found.subject,
          .authenticated = found.dmarc == "pass",
          .bad = false,
          .sketch = found.sketch,
          .hosts = {},
          .urls = {},
          .files = {},
          .recipients = {},
          .threat_types = parts_of(found.threat_types)};
}

// One entry a message, with the recipients of its copies.
std::vector<CampaignMail> by_message(const hunting::Rows& rows) {
  std::vector<CampaignMail> mail;
  std::map<Uuid, std::size_t> places;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const FoundCopy found = found_copy(rows, row);
    const auto [place, fresh] = places.emplace(found.copy.network_message_id, mail.size());
    if (fresh) mail.push_back(campaign_mail(found));
    CampaignMail& one = mail[place->second];
    one.bad = one.bad || is_bad(rows.text(row, "Verdict"));
    one.delivered = std::min(one.delivered, found.delivered);
    if (std::ranges::find(one.recipients, found.copy.recipient.str()) == one.recipients.end()) {
      one.recipients.push_back(found.copy.recipient.str());
    }
  }
  return mail;
}

void keep(std::vector<std::string>& values, std::string_view value) {
  if (value.empty() || values.size() >= facts_max) return;
  if (std::ranges::find(values, value) == values.end()) values.emplace_back(value);
}

Result<void> add_links_and_files(const hunting::Client& client, std::vector<CampaignMail>& mail,
                                 Deadline deadline) {
  std::vector<std::string> ids;
  std::map<std::string, CampaignMail*> by_id;
  for (CampaignMail& one : mail) {
    ids.push_back(one.network_message_id.text());
    by_id[ids.back()] = &one;
  }
  const hunting::Rows rows = TRY(client.query(
      {.sql = "SELECT NetworkMessageId, 'url' AS Kind, Url AS Value, UrlDomain AS Host "
              "FROM EmailUrlInfo WHERE NetworkMessageId IN {ids:Array(String)} "
              "LIMIT 20 BY NetworkMessageId "
              "UNION ALL SELECT NetworkMessageId, 'file' AS Kind, SHA256 AS Value, '' AS Host "
              "FROM EmailAttachmentInfo WHERE NetworkMessageId IN {ids:Array(String)} "
              "AND FileType NOT LIKE 'image/%' LIMIT 20 BY NetworkMessageId",
       .parameters = {{"ids", hunting::array_parameter(ids)}},
       .settings = {}},
      deadline));
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const auto found = by_id.find(std::string(rows.text(row, "NetworkMessageId")));
    if (found == by_id.end()) continue;
    const bool url = rows.text(row, "Kind") == "url";
    keep(url ? found->second->urls : found->second->files, rows.text(row, "Value"));
    keep(found->second->hosts, rows.text(row, "Host"));
  }
  return {};
}

}  // namespace

Result<ArrivedMail> mail_since(const hunting::Client& client, Time seen, std::size_t rows_max,
                               Deadline deadline) {
  const hunting::Rows rows = TRY(client.query(
      {.sql = "SELECT IngestedAt, Verdict, " + std::string(found_copy_columns()) +
              " FROM EmailEvents WHERE IngestedAt > {seen:DateTime64(3)} "
              "ORDER BY IngestedAt LIMIT {rows:UInt64} WITH TIES",
       .parameters = {{"seen", hunting::time_parameter(seen)}, {"rows", std::to_string(rows_max)}},
       .settings = {}},
      deadline));
  ArrivedMail arrived{.mail = by_message(rows), .seen = seen};
  if (rows.size() == 0) return arrived;
  arrived.seen = rows.time(rows.size() - 1, "IngestedAt");
  TRY(add_links_and_files(client, arrived.mail, deadline));
  return arrived;
}

Result<std::vector<CampaignMail>> mail_of(const hunting::Client& client,
                                          const std::vector<std::string>& ids, Deadline deadline) {
  if (ids.empty()) return std::vector<CampaignMail>{};
  const hunting::Rows rows =
      TRY(client.query({.sql = "SELECT Verdict, " + std::string(found_copy_columns()) +
                               " FROM EmailEvents WHERE NetworkMessageId IN {ids:Array(String)} "
                               "ORDER BY Timestamp",
                        .parameters = {{"ids", hunting::array_parameter(ids)}},
                        .settings = {}},
                       deadline));
  std::vector<CampaignMail> mail = by_message(rows);
  if (!mail.empty()) TRY(add_links_and_files(client, mail, deadline));
  return mail;
}

}  // namespace backstamp::investigation
