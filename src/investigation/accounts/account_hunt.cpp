#include "investigation/accounts/account_hunt.h"

#include <nlohmann/json.hpp>

#include "base/text.h"

namespace backstamp::investigation {
namespace {

constexpr std::string_view in_window =
    "Timestamp BETWEEN {from:DateTime64(3)} AND {to:DateTime64(3)}";

hunting::Query windowed(std::string sql, const Window& window) {
  hunting::Query query{.sql = std::move(sql), .parameters = {}, .settings = {}};
  query.parameters["from"] = hunting::time_parameter(window.from);
  query.parameters["to"] = hunting::time_parameter(window.to);
  return query;
}

AccountEvent read_event(const hunting::Rows& rows, std::size_t row) {
  const auto text = [&](std::string_view name) { return std::string(rows.text(row, name)); };
  return {.at = rows.time(row, "Timestamp"),
          .action = text("ActionType"),
          .account = text("AccountUpn"),
          .mailbox = text("TargetMailbox"),
          .account_type = text("AccountType"),
          .ip = text("IPAddress"),
          .country = text("CountryCode"),
          .agent = text("UserAgent"),
          .object = text("ObjectId"),
          .report_id = text("ReportId"),
          .raw = text("RawEventData")};
}

SignIn read_sign_in(const hunting::Rows& rows, std::size_t row) {
  const auto text = [&](std::string_view name) { return std::string(rows.text(row, name)); };
  return {.at = rows.time(row, "Timestamp"),
          .succeeded = rows.text(row, "ActionType") == "LogonSuccess",
          .account = text("AccountUpn"),
          .ip = text("IPAddress"),
          .country = text("Location").substr(0, 2),
          .agent = text("UserAgent"),
          .os = text("OSPlatform"),
          .failure = text("FailureReason"),
          .report_id = text("ReportId")};
}

Click read_click(const hunting::Rows& rows, std::size_t row) {
  const auto text = [&](std::string_view name) { return std::string(rows.text(row, name)); };
  return {.at = rows.time(row, "Timestamp"),
          .url = text("Url"),
          .account = text("AccountUpn"),
          .action = text("ActionType"),
          .ip = text("IPAddress"),
          .agent = text("UserAgent"),
          .message = text("NetworkMessageId"),
          .report_id = text("ReportId"),
          .clicked_through = rows.integer(row, "Through") == 1};
}

SentMessage read_sent(const hunting::Rows& rows, std::size_t row) {
  const auto text = [&](std::string_view name) { return std::string(rows.text(row, name)); };
  SentMessage sent{.at = rows.time(row, "At"),
                   .message = text("NetworkMessageId"),
                   .subject = text("Subject"),
                   .threat_types = text("Threats"),
                   .verdict = text("Judged"),
                   .recipients = {}};
  const auto list = nlohmann::json::parse(rows.text(row, "Recipients"), nullptr, false);
  if (!list.is_array()) return sent;
  for (const auto& recipient : list) {
    if (recipient.is_string() && !recipient.get_ref<const std::string&>().empty())
      sent.recipients.push_back(recipient.get<std::string>());
  }
  return sent;
}

DeviceSighting read_sighting(const hunting::Rows& rows, std::size_t row) {
  const auto text = [&](std::string_view name) { return std::string(rows.text(row, name)); };
  return {.at = rows.time(row, "Timestamp"),
          .device_id = text("DeviceId"),
          .device_name = text("DeviceName"),
          .account = text("Account"),
          .what = text("What"),
          .program = text("InitiatingProcessFileName"),
          .report_id = text("Report")};
}

constexpr std::string_view event_columns =
    "Timestamp, ActionType, AccountUpn, TargetMailbox, AccountType, IPAddress, CountryCode, "
    "UserAgent, ObjectId, ReportId, RawEventData";
constexpr std::string_view sign_in_columns =
    "Timestamp, ActionType, AccountUpn, IPAddress, Location, UserAgent, OSPlatform, "
    "FailureReason, ReportId";
constexpr std::string_view click_columns =
    "Timestamp, Url, AccountUpn, ActionType, IPAddress, UserAgent, NetworkMessageId, ReportId, "
    "toUInt8(IsClickedThrough) AS Through";
// The account of a device's row: as an address where there is one.
constexpr std::string_view device_account =
    "if(InitiatingProcessAccountUpn != '', lower(InitiatingProcessAccountUpn), "
    "lower(InitiatingProcessAccountName)) AS Account";

std::string select(std::string_view columns, std::string_view table, std::string_view condition) {
  return "SELECT " + std::string(columns) + " FROM " + std::string(table) + " WHERE " +
         std::string(condition) + " AND " + std::string(in_window);
}

}  // namespace

// Asks for the newest rows there may be, and gives them back by time.
template <class T>
Result<Found<T>> AccountHunt::ask(hunting::Query query,
                                  T (*read)(const hunting::Rows&, std::size_t)) const {
  query.sql += " ORDER BY 1 DESC LIMIT {limit:UInt64}";
  query.parameters["limit"] = std::to_string(rows_max_ + 1);
  const hunting::Rows rows = TRY(client_.query(query, deadline_));
  Found<T> found;
  found.cut_off = rows.size() > rows_max_;
  const std::size_t count = std::min(rows.size(), rows_max_);
  found.rows.reserve(count);
  for (std::size_t row = count; row-- > 0;) found.rows.push_back(read(rows, row));
  return found;
}

Result<Found<AccountEvent>> AccountHunt::events(const std::string& account,
                                                const std::vector<std::string>& actions,
                                                const Window& window) const {
  hunting::Query query = windowed(
      select(event_columns, "CloudAppEvents",
             "(AccountUpn = {account:String} OR TargetMailbox = {account:String}) AND ActionType "
             "IN {actions:Array(String)}"),
      window);
  query.parameters["account"] = hunting::text_parameter(account);
  query.parameters["actions"] = hunting::array_parameter(actions);
  return ask<AccountEvent>(std::move(query), read_event);
}

Result<Found<SignIn>> AccountHunt::sign_ins(const std::string& account,
                                            const Window& window) const {
  hunting::Query query = windowed(
      select(sign_in_columns, "IdentityLogonEvents", "AccountUpn = {account:String}"), window);
  query.parameters["account"] = hunting::text_parameter(account);
  return ask<SignIn>(std::move(query), read_sign_in);
}

Result<Found<SignIn>> AccountHunt::failures_from(const std::vector<std::string>& ips,
                                                 const Window& window) const {
  hunting::Query query =
      windowed(select(sign_in_columns, "IdentityLogonEvents",
                      "IPAddress IN {ips:Array(String)} AND ActionType = 'LogonFailed'"),
               window);
  query.parameters["ips"] = hunting::array_parameter(ips);
  return ask<SignIn>(std::move(query), read_sign_in);
}

Result<std::optional<Time>> AccountHunt::last_activity(const std::string& account) const {
  const hunting::Rows rows = TRY(client_.query(
      {.sql = "SELECT max(Last) AS At, sum(Rows) AS Rows FROM ("
              "SELECT max(Timestamp) AS Last, count() AS Rows FROM CloudAppEvents WHERE AccountUpn "
              "= {account:String} OR TargetMailbox = {account:String} UNION ALL "
              "SELECT max(Timestamp), count() FROM IdentityLogonEvents WHERE AccountUpn = "
              "{account:String} UNION ALL "
              "SELECT max(Timestamp), count() FROM UrlClickEvents WHERE AccountUpn = "
              "{account:String} UNION ALL "
              "SELECT max(Timestamp), count() FROM EmailEvents WHERE SenderFromAddress = "
              "{account:String} AND EmailDirection IN ('Outbound', 'Intra-org'))",
       .parameters = {{"account", hunting::text_parameter(account)}},
       .settings = {}},
      deadline_));
  if (rows.size() != 1 || rows.integer(0, "Rows") == 0) return std::optional<Time>();
  return std::optional<Time>(rows.time(0, "At"));
}

Result<Found<SentMessage>> AccountHunt::sent(const std::string& account,
                                             const Window& window) const {
  hunting::Query query = windowed(
      "SELECT min(Timestamp) AS At, NetworkMessageId, any(Subject) AS Subject, "
      "max(ThreatTypes) AS Threats, any(Verdict) AS Judged, "
      "toJSONString(arrayFilter(x -> x != {account:String} AND x != '', arrayDistinct("
      "arrayConcat(splitByChar(';', lower(concat(any(`To`), ';', any(Cc)))), "
      "groupUniqArray(lower(RecipientEmailAddress)))))) AS Recipients FROM EmailEvents "
      "WHERE SenderFromAddress = {account:String} AND EmailDirection IN ('Outbound', 'Intra-org') "
      "AND " +
          std::string(in_window) + " GROUP BY NetworkMessageId",
      window);
  query.parameters["account"] = hunting::text_parameter(account);
  return ask<SentMessage>(std::move(query), read_sent);
}

Result<std::vector<Time>> AccountHunt::bounces(const std::string& account,
                                               const Window& window) const {
  hunting::Query query = windowed(
      "SELECT Timestamp FROM EmailEvents WHERE RecipientEmailAddress = {account:String} AND "
      "(match(SenderFromAddress, '^(mailer-daemon|postmaster)@')) AND " +
          std::string(in_window) + " ORDER BY Timestamp LIMIT {limit:UInt64}",
      window);
  query.parameters["account"] = hunting::text_parameter(account);
  query.parameters["limit"] = std::to_string(rows_max_);
  const hunting::Rows rows = TRY(client_.query(query, deadline_));
  std::vector<Time> times;
  for (std::size_t row = 0; row < rows.size(); ++row) times.push_back(rows.time(row, "Timestamp"));
  return times;
}

Result<Found<Click>> AccountHunt::clicks_by(const std::string& account,
                                            const Window& window) const {
  hunting::Query query =
      windowed(select(click_columns, "UrlClickEvents", "AccountUpn = {account:String}"), window);
  query.parameters["account"] = hunting::text_parameter(account);
  return ask<Click>(std::move(query), read_click);
}

Result<Found<Click>> AccountHunt::clicks_on(const std::vector<std::string>& urls,
                                            const Window& window) const {
  hunting::Query query =
      windowed(select(click_columns, "UrlClickEvents", "Url IN {urls:Array(String)}"), window);
  query.parameters["urls"] = hunting::array_parameter(urls);
  return ask<Click>(std::move(query), read_click);
}

Result<Found<Click>> AccountHunt::clicks_in(const std::vector<std::string>& messages,
                                            const Window& window) const {
  hunting::Query query = windowed(
      select(click_columns, "UrlClickEvents", "NetworkMessageId IN {messages:Array(String)}"),
      window);
  query.parameters["messages"] = hunting::array_parameter(messages);
  return ask<Click>(std::move(query), read_click);
}

Result<Found<DeviceSighting>> AccountHunt::file_sightings(const std::vector<std::string>& files,
                                                          const Window& window) const {
  hunting::Query query =
      windowed(select("Timestamp, DeviceId, DeviceName, " + std::string(device_account) +
                          ", concat(ActionType, ' ', FolderPath, ' ', FileName) AS What, "
                          "InitiatingProcessFileName, toString(ReportId) AS Report",
                      "DeviceFileEvents", "lower(SHA256) IN {files:Array(String)}"),
               window);
  query.parameters["files"] = hunting::array_parameter(files);
  return ask<DeviceSighting>(std::move(query), read_sighting);
}

Result<Found<DeviceSighting>> AccountHunt::host_sightings(const std::vector<std::string>& hosts,
                                                          const Window& window) const {
  hunting::Query query = windowed(
      select("Timestamp, DeviceId, DeviceName, " + std::string(device_account) +
                 ", concat(ActionType, ' ', if(RemoteUrl != '', RemoteUrl, RemoteIP)) AS What, "
                 "InitiatingProcessFileName, toString(ReportId) AS Report",
             "DeviceNetworkEvents",
             "(if(position(RemoteUrl, '://') > 0, domain(RemoteUrl), lower(RemoteUrl)) IN "
             "{hosts:Array(String)} OR RemoteIP IN {hosts:Array(String)})"),
      window);
  query.parameters["hosts"] = hunting::array_parameter(hosts);
  return ask<DeviceSighting>(std::move(query), read_sighting);
}

}  // namespace backstamp::investigation
