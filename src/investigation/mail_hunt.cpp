#include "investigation/mail_hunt.h"

#include <map>
#include <nlohmann/json.hpp>

#include "base/check.h"
#include "base/text.h"

namespace backstamp::investigation {
namespace {

// A column of the store by the name the room uses for it; the only way a name gets into SQL.
std::string_view column(std::string_view name) {
  static const std::map<std::string_view, std::string_view> columns = {
      {"Subject", "Subject"},
      {"SenderIP", "if(SenderIPv4 != '', SenderIPv4, SenderIPv6)"},
      {"SenderFromDomain", "SenderFromDomain"},
      {"SenderFromAddress", "SenderFromAddress"},
      {"BodyFingerprint", "BodyFingerprint"},
      {"EmailDirection", "EmailDirection"}};
  const auto found = columns.find(name);
  CHECK(found != columns.end());
  return found->second;
}

struct Condition {
  std::string sql;
  std::map<std::string, std::string> parameters;
};

Condition condition_of(const MailHunt::Where& where) {
  Condition condition;
  for (const auto& [name, value] : where) {
    const std::string parameter = "w" + std::to_string(condition.parameters.size());
    if (!condition.sql.empty()) condition.sql += " AND ";
    // An address column by itself lets the skip index work; SenderIP asks for both kinds.
    if (name == "SenderIP") {
      const bool six = value.find(':') != std::string::npos;
      condition.sql += six ? "SenderIPv6" : "SenderIPv4";
    } else {
      condition.sql += column(name);
    }
    condition.sql += " = {" + parameter + ":String}";
    condition.parameters[parameter] = hunting::text_parameter(value);
  }
  return condition;
}

void add_window(std::map<std::string, std::string>& parameters, const Window& window) {
  parameters["from"] = hunting::time_parameter(window.from);
  parameters["to"] = hunting::time_parameter(window.to);
}

constexpr std::string_view in_window =
    "Timestamp BETWEEN {from:DateTime64(3)} AND {to:DateTime64(3)}";

}  // namespace

Result<std::vector<FoundCopy>> MailHunt::ask(const std::string& condition,
                                             hunting::Query query) const {
  query.sql = "SELECT " + std::string(found_copy_columns()) + " FROM EmailEvents WHERE " +
              condition +
              " ORDER BY Timestamp, NetworkMessageId, RecipientEmailAddress LIMIT {limit:UInt64}";
  query.parameters["limit"] = std::to_string(copies_max_ + 1);
  const hunting::Rows rows = TRY(rows_of(query));
  if (rows.size() > copies_max_) {
    return fail(Fault::limit,
                "more than " + std::to_string(copies_max_) + " copies match; narrow the question");
  }
  std::vector<FoundCopy> copies;
  copies.reserve(rows.size());
  for (std::size_t row = 0; row < rows.size(); ++row) copies.push_back(found_copy(rows, row));
  TRY(add_latest_locations(copies));
  return copies;
}

Result<hunting::Rows> MailHunt::rows_of(const hunting::Query& query) const {
  ++questions_;
  return client_.query(query, deadline_);
}

Result<void> MailHunt::add_latest_locations(std::vector<FoundCopy>& copies) const {
  if (copies.empty()) return {};
  std::vector<std::string> ids;
  for (const FoundCopy& found : copies) ids.push_back(found.copy.network_message_id.text());
  std::ranges::sort(ids);
  ids.erase(std::ranges::unique(ids).begin(), ids.end());
  const hunting::Rows rows = TRY(rows_of(
      {.sql = "SELECT NetworkMessageId, RecipientEmailAddress, "
              "argMax(DeliveryLocation, (Timestamp, IngestedAt)) AS Latest "
              "FROM EmailPostDeliveryEvents WHERE NetworkMessageId IN {ids:Array(String)} "
              "AND ActionResult = 'Success' GROUP BY NetworkMessageId, RecipientEmailAddress",
       .parameters = {{"ids", hunting::array_parameter(ids)}},
       .settings = {}}));
  std::map<std::pair<std::string, std::string>, std::string> latest;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    latest[{std::string(rows.text(row, "NetworkMessageId")),
            std::string(rows.text(row, "RecipientEmailAddress"))}] = rows.text(row, "Latest");
  }
  for (FoundCopy& found : copies) {
    const auto moved =
        latest.find({found.copy.network_message_id.text(), found.copy.recipient.str()});
    if (moved != latest.end()) found.latest_location = moved->second;
  }
  return {};
}

Result<std::vector<FoundCopy>> MailHunt::copies_where(const Where& where,
                                                      const Window& window) const {
  Condition condition = condition_of(where);
  add_window(condition.parameters, window);
  return ask(condition.sql + " AND " + std::string(in_window),
             {.sql = {}, .parameters = std::move(condition.parameters), .settings = {}});
}

Result<std::vector<FoundCopy>> MailHunt::copies_of(const std::vector<std::string>& ids) const {
  if (ids.empty()) return std::vector<FoundCopy>{};
  return ask("NetworkMessageId IN {ids:Array(String)}",
             {.sql = {}, .parameters = {{"ids", hunting::array_parameter(ids)}}, .settings = {}});
}

Result<std::vector<FoundCopy>> MailHunt::copies_with_url(const std::string& url,
                                                         const Window& window) const {
  hunting::Query query{
      .sql = {}, .parameters = {{"url", hunting::text_parameter(url)}}, .settings = {}};
  add_window(query.parameters, window);
  return ask(
      "NetworkMessageId IN (SELECT NetworkMessageId FROM EmailUrlInfo WHERE Url = {url:String}) "
      "AND " +
          std::string(in_window),
      std::move(query));
}

Result<std::vector<FoundCopy>> MailHunt::copies_with_url_domain(const std::string& domain,
                                                                const Window& window) const {
  hunting::Query query{
      .sql = {}, .parameters = {{"domain", hunting::text_parameter(domain)}}, .settings = {}};
  add_window(query.parameters, window);
  return ask(
      "NetworkMessageId IN (SELECT NetworkMessageId FROM EmailUrlInfo WHERE UrlDomain = "
      "{domain:String}) AND " +
          std::string(in_window),
      std::move(query));
}

Result<std::vector<FoundCopy>> MailHunt::copies_with_file(const std::string& sha256,
                                                          const Window& window) const {
  hunting::Query query{
      .sql = {}, .parameters = {{"sha256", hunting::text_parameter(sha256)}}, .settings = {}};
  add_window(query.parameters, window);
  return ask(
      "NetworkMessageId IN (SELECT NetworkMessageId FROM EmailAttachmentInfo WHERE SHA256 = "
      "{sha256:String}) AND " +
          std::string(in_window),
      std::move(query));
}

Result<MailHunt::SenderHistory> MailHunt::sender_history(const std::string& address,
                                                         const std::string& domain,
                                                         Time before) const {
  const hunting::Rows rows = TRY(rows_of(
      {.sql = "SELECT countIf(SenderFromAddress = {address:String}) AS ByAddress, count() AS "
              "ByDomain, "
              "min(Timestamp) AS First FROM EmailEvents WHERE SenderFromDomain = {domain:String} "
              "AND Timestamp < {before:DateTime64(3)}",
       .parameters = {{"address", hunting::text_parameter(address)},
                      {"domain", hunting::text_parameter(domain)},
                      {"before", hunting::time_parameter(before)}},
       .settings = {}}));
  SenderHistory history;
  history.from_address = static_cast<std::uint64_t>(rows.integer(0, "ByAddress"));
  history.from_domain = static_cast<std::uint64_t>(rows.integer(0, "ByDomain"));
  if (history.from_domain > 0) history.domain_first_seen = rows.time(0, "First");
  return history;
}

Result<bool> MailHunt::is_an_insiders_name(const std::string& display_name, Time before) const {
  if (display_name.empty()) return false;
  const hunting::Rows rows = TRY(rows_of(
      {.sql = "SELECT count() AS Copies FROM EmailEvents WHERE SenderDisplayName = {name:String} "
              "AND EmailDirection IN ('Outbound', 'Intra-org') "
              "AND Timestamp < {before:DateTime64(3)}",
       .parameters = {{"name", hunting::text_parameter(display_name)},
                      {"before", hunting::time_parameter(before)}},
       .settings = {}}));
  return rows.integer(0, "Copies") > 0;
}

Result<std::uint64_t> MailHunt::copies_before(Time before) const {
  const hunting::Rows rows = TRY(rows_of(
      {.sql = "SELECT count() AS Copies FROM EmailEvents WHERE Timestamp < {before:DateTime64(3)}",
       .parameters = {{"before", hunting::time_parameter(before)}},
       .settings = {}}));
  return static_cast<std::uint64_t>(rows.integer(0, "Copies"));
}

Result<std::map<std::string, Time>> MailHunt::domains_first_seen(
    const std::vector<std::string>& sender_from_domains) const {
  return first_seen("SenderFromDomain", sender_from_domains);
}

Result<std::map<std::string, Time>> MailHunt::addresses_first_seen(
    const std::vector<std::string>& sender_from_addresses) const {
  return first_seen("SenderFromAddress", sender_from_addresses);
}

Result<std::map<std::string, Time>> MailHunt::first_seen(
    std::string_view name, const std::vector<std::string>& values) const {
  std::map<std::string, Time> first;
  if (values.empty()) return first;
  const std::string by(column(name));
  const hunting::Rows rows =
      TRY(rows_of({.sql = "SELECT " + by +
                          " AS Sender, min(Timestamp) AS First FROM "
                          "EmailEvents WHERE " +
                          by +
                          " IN {senders:Array(String)} "
                          "GROUP BY Sender",
                   .parameters = {{"senders", hunting::array_parameter(values)}},
                   .settings = {}}));
  for (std::size_t row = 0; row < rows.size(); ++row) {
    first.emplace(rows.text(row, "Sender"), rows.time(row, "First"));
  }
  return first;
}

Result<double> MailHunt::copies_per_day(const Where& where, const Window& window) const {
  Condition condition = condition_of(where);
  add_window(condition.parameters, window);
  const hunting::Rows rows =
      TRY(rows_of({.sql = "SELECT count() AS Copies FROM EmailEvents WHERE " + condition.sql +
                          " AND " + std::string(in_window),
                   .parameters = std::move(condition.parameters),
                   .settings = {}}));
  const double days = std::max(
      1.0, std::chrono::duration<double, std::ratio<86'400>>(window.to - window.from).count());
  return rows.number(0, "Copies") / days;
}

}  // namespace backstamp::investigation
