#include "rejudging/touched_mail.h"

#include <nlohmann/json.hpp>

#include "verdict/reasons_json.h"
#include "verdict/traits.h"

namespace backstamp::rejudging {
namespace {

using Json = nlohmann::json;

constexpr std::string_view of_share =
    "cityHash64(NetworkMessageId) % {shares:UInt64} = {share:UInt64}";

std::vector<Text> texts(std::string_view json) {
  std::vector<Text> all;
  const Json list = Json::parse(json, nullptr, false);
  for (const Json& each : list) {
    if (each.is_string()) all.push_back(Text::lossy(each.get<std::string>()));
  }
  return all;
}

std::vector<CopyPlace> places(std::string_view json) {
  std::vector<CopyPlace> all;
  const Json list = Json::parse(json, nullptr, false);
  for (const Json& each : list) {
    if (!each.is_array() || each.size() != 3) continue;
    all.push_back({.recipient = Text::lossy(each[0].get<std::string>()),
                   .folder = each[1].get<std::string>(),
                   .name = each[2].get<std::string>()});
  }
  return all;
}

// As verdict::indicated() finds it in the facts.
bool sender_stands(const hunting::Rows& rows, std::size_t row) {
  message::Facts facts;
  facts.sender.from.domain = Text::lossy(rows.text(row, "FromDomain"));
  facts.sender.mail_from_domain = Text::lossy(rows.text(row, "MailFromDomain"));
  const Json said = Json::parse(rows.text(row, "Authentication"), nullptr, false);
  const auto result = [&](const char* method) {
    const auto found = said.is_object() ? said.find(method) : said.end();
    return found != said.end() && found->is_string() ? Text::lossy(found->get<std::string>())
                                                     : Text();
  };
  facts.authentication.spf = result("SPF");
  facts.authentication.dkim = result("DKIM");
  facts.authentication.dmarc = result("DMARC");
  return verdict::is_authenticated(facts) || !verdict::was_checked(facts);
}

TouchedMessage touched(const hunting::Rows& rows, std::size_t row) {
  const auto text = [&](std::string_view name) { return std::string(rows.text(row, name)); };
  TouchedMessage message;
  message.network_message_id = text("Id");
  message.copies = static_cast<std::uint64_t>(rows.integer(row, "Copies"));
  message.indicated.from_address = Text::lossy(text("FromAddress"));
  message.indicated.mail_from = Text::lossy(text("MailFrom"));
  message.indicated.ip = Text::lossy(text("IP"));
  message.indicated.sender_stands = sender_stands(rows, row);
  message.indicated.urls = texts(rows.text(row, "Urls"));
  for (const Text& sha256 : texts(rows.text(row, "Files"))) {
    message.indicated.sha256.push_back(sha256.str());
  }
  // Rows of an earlier version hold no reasons: then nothing was seen.
  message.own_reasons =
      verdict::read_reasons(rows.text(row, "Reasons")).value_or(std::vector<verdict::Reason>());
  message.places = places(rows.text(row, "Places"));
  message.readable = rows.integer(row, "Readable") != 0;
  message.verdict = text("Present");
  message.threat_types = text("PresentThreats");
  return message;
}

}  // namespace

Result<std::uint64_t> TouchedMail::count(Deadline deadline) const {
  const hunting::Rows rows = TRY(client_.query(
      {.sql = "SELECT uniqExact(NetworkMessageId) AS Messages FROM EmailEvents WHERE " +
              condition_.sql,
       .parameters = condition_.parameters,
       .settings = {}},
      deadline));
  return static_cast<std::uint64_t>(rows.integer(0, "Messages"));
}

Result<std::vector<TouchedMessage>> TouchedMail::share(std::int64_t number, std::int64_t shares,
                                                       Deadline deadline) const {
  const std::string in_share(of_share);
  hunting::Query query{
      .sql =
          "WITH touched AS (SELECT DISTINCT NetworkMessageId FROM EmailEvents WHERE " + in_share +
          " AND " + condition_.sql +
          ") "
          "SELECT e.Id AS Id, Copies, FromAddress, FromDomain, MailFrom, MailFromDomain, IP, "
          "Authentication, if(v.Read != '', v.Read, ArrivalReasons) AS Reasons, Readable, Places, "
          "toJSONString(u.Urls) AS Urls, "
          "toJSONString(f.Files) AS Files, if(v.Changes > 0, v.Last, Arrival) AS Present, "
          "if(v.Changes > 0, v.LastThreats, ArrivalThreats) AS PresentThreats FROM "
          "(SELECT NetworkMessageId AS Id, count() AS Copies, "
          "any(SenderFromAddress) AS FromAddress, any(SenderFromDomain) AS FromDomain, "
          "any(SenderMailFromAddress) AS MailFrom, any(SenderMailFromDomain) AS MailFromDomain, "
          "any(if(SenderIPv4 != '', SenderIPv4, SenderIPv6)) AS IP, "
          "any(AuthenticationDetails) AS Authentication, any(VerdictReasons) AS ArrivalReasons, "
          "toJSONString(arrayMap(p -> [p.1, p.2, p.3], groupArray(4)((RecipientEmailAddress, "
          "toString(MailboxFolder), MailboxName)))) AS Places, "
          "max(SenderFromAddress != '' OR BodyWordCount > 0) AS Readable, "
          "any(Verdict) AS Arrival, any(ThreatTypes) AS ArrivalThreats FROM EmailEvents "
          "WHERE NetworkMessageId IN (SELECT NetworkMessageId FROM touched) GROUP BY Id) AS e "
          "LEFT JOIN (SELECT NetworkMessageId AS Id, groupUniqArray(Url) AS Urls "
          "FROM EmailUrlInfo WHERE UrlLocation != 'Header' AND NetworkMessageId IN "
          "(SELECT NetworkMessageId FROM touched) GROUP BY Id) AS u ON e.Id = u.Id "
          "LEFT JOIN (SELECT NetworkMessageId AS Id, groupUniqArray(SHA256) AS Files "
          "FROM EmailAttachmentInfo WHERE NetworkMessageId IN "
          "(SELECT NetworkMessageId FROM touched) GROUP BY Id) AS f ON e.Id = f.Id "
          "LEFT JOIN (SELECT NetworkMessageId AS Id, count() AS Changes, "
          "argMax(Verdict, (Timestamp, IngestedAt)) AS Last, "
          "argMax(ThreatTypes, (Timestamp, IngestedAt)) AS LastThreats, "
          "argMaxIf(VerdictReasons, (Timestamp, IngestedAt), VerdictReasons != '') AS Read "
          "FROM VerdictEvents "
          "WHERE EntityType = 'MailMessage' AND NetworkMessageId IN "
          "(SELECT NetworkMessageId FROM touched) GROUP BY Id) AS v ON e.Id = v.Id "
          "ORDER BY Id",
      .parameters = condition_.parameters,
      .settings = {}};
  query.parameters["shares"] = std::to_string(shares);
  query.parameters["share"] = std::to_string(number);
  const hunting::Rows rows = TRY(client_.query(query, deadline));
  std::vector<TouchedMessage> messages;
  messages.reserve(rows.size());
  for (std::size_t row = 0; row < rows.size(); ++row) messages.push_back(touched(rows, row));
  return messages;
}

}  // namespace backstamp::rejudging
