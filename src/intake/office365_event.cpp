// Field names after the Office 365 Management Activity API schema; those of the OfficeActivity
// table, which names some of them otherwise, are understood too.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "base/text.h"
#include "base/uuid.h"
#include "intake/event.h"

namespace backstamp::intake {
namespace {

using Json = nlohmann::json;
using Row = nlohmann::ordered_json;

constexpr std::size_t text_bytes_max = 4'096;
constexpr Time earliest{std::chrono::sys_days{std::chrono::year{1990} / 1 / 1}};
constexpr Time latest{std::chrono::sys_days{std::chrono::year{2200} / 1 / 1}};

std::string text_at(const Json& object, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const auto found = object.find(name);
    if (found == object.end()) continue;
    if (found->is_string() && !found->get_ref<const std::string&>().empty()) {
      return Text::lossy(found->get_ref<const std::string&>()).cut(text_bytes_max).str();
    }
    if (found->is_number_integer() || found->is_boolean()) return found->dump();
  }
  return {};
}

// The Value of the entry with that Name, in a list of both; also where the list is JSON text.
std::string named_value(const Json& object, const char* list, std::string_view name) {
  const auto found = object.find(list);
  if (found == object.end()) return {};
  Json parsed;
  if (found->is_string()) {
    parsed = Json::parse(found->get_ref<const std::string&>(), nullptr, false);
  }
  const Json& entries = found->is_string() ? parsed : *found;
  if (!entries.is_array()) return {};
  for (const Json& entry : entries) {
    if (entry.is_object() && text_at(entry, {"Name"}) == name) return text_at(entry, {"Value"});
  }
  return {};
}

// RFC 3339, without an offset too (UTC then), or "4/28/2021, 3:05:26.000 PM" of exports.
Result<Time> time_of(const std::string& written) {
  int month = 0, day = 0, year = 0, hour = 0, minute = 0;
  double second = 0;
  char half[3] = "";
  if (std::sscanf(written.c_str(), "%2d/%2d/%4d, %2d:%2d:%6lf %2s", &month, &day, &year, &hour,
                  &minute, &second, half) == 7) {
    char text[64];
    const int offset = std::string_view(half) == "PM" ? 12 : 0;
    std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%06.3fZ", year, month, day,
                  hour % 12 + offset, minute, second);
    return parse_rfc3339(text);
  }
  const std::size_t clock = written.find('T');
  const bool offset =
      clock != std::string::npos && written.find_first_of("Zz+-", clock) != std::string::npos;
  return parse_rfc3339(offset ? written : written + "Z");
}

Result<Time> believable_time(const Json& record, std::initializer_list<const char*> names) {
  const std::string written = text_at(record, names);
  if (written.empty()) return fail(Fault::invalid, "no CreationTime");
  const auto at = time_of(written);
  if (!at || *at < earliest || *at > latest) return fail(Fault::invalid, "unreadable CreationTime");
  return *at;
}

bool is_address(std::string_view text) {
  const std::size_t at = text.find('@');
  return at != 0 && at != std::string_view::npos && at + 1 < text.size() &&
         text.find_first_of(" \t\\/<>") == std::string_view::npos;
}

std::string address(const std::string& text) { return is_address(text) ? ascii_lower(text) : ""; }

struct Service {
  std::string_view workload, application;
  int id;
};

constexpr Service services[] = {{"Exchange", "Microsoft Exchange Online", 20893},
                                {"SharePoint", "Microsoft SharePoint Online", 20892},
                                {"OneDrive", "Microsoft OneDrive for Business", 15600},
                                {"MicrosoftTeams", "Microsoft Teams", 28375}};
constexpr Service other_service{"", "Microsoft 365", 11161};

const Service& service_of(std::string_view workload) {
  const auto* found = std::ranges::find(services, workload, &Service::workload);
  return found == std::end(services) ? other_service : *found;
}

// UserType by number, and by the names that exports write.
std::string account_type(const std::string& user_type) {
  if (user_type == "2" || user_type == "3" || user_type == "Admin" || user_type == "DcAdmin")
    return "Admin";
  if (user_type == "4" || user_type == "System") return "System";
  if (user_type == "5" || user_type == "6" || user_type == "Application" ||
      user_type == "ServicePrincipal")
    return "Application";
  return "Regular";
}

std::string user_agent(const Json& record) {
  std::string agent = text_at(record, {"UserAgent"});
  if (agent.empty()) agent = named_value(record, "ExtendedProperties", "UserAgent");
  if (agent.empty()) {
    const auto details =
        Json::parse(named_value(record, "ExtendedProperties", "additionalDetails"), nullptr, false);
    if (details.is_object()) agent = text_at(details, {"User-Agent"});
  }
  return agent.empty() ? text_at(record, {"ClientInfoString"}) : agent;
}

std::string object_id_of_account(const Json& record) {
  const std::string key = text_at(record, {"UserKey"});
  if (Uuid::parse(key)) return ascii_lower(key);
  const auto actors = record.find("Actor");
  if (actors == record.end() || !actors->is_array()) return {};
  for (const Json& actor : *actors) {
    const std::string id = actor.is_object() ? text_at(actor, {"ID"}) : "";
    if (Uuid::parse(id)) return ascii_lower(id);
  }
  return {};
}

// The mailbox that an administrator's command or a mailbox record names. Exchange writes its alias,
// alone, behind the path of the organisation, or before the name of a rule.
std::string target_mailbox(const Json& record, const std::string& account) {
  for (const char* name : {"MailboxOwnerUPN", "AlertEntityId"}) {
    if (const std::string owner = address(text_at(record, {name})); !owner.empty()) return owner;
  }
  std::string object = text_at(record, {"ObjectId", "OfficeObjectId"});
  if (const std::string whole = address(object); !whole.empty()) return whole;
  if (text_at(record, {"Workload", "OfficeWorkload"}) != "Exchange" || object.empty())
    return account;
  object = object.substr(object.rfind('/') + 1);
  object = object.substr(0, object.find('\\'));
  if (const std::string whole = address(object); !whole.empty()) return whole;
  const std::string alias = ascii_lower(object);
  if (alias.empty() || alias == account.substr(0, account.find('@'))) return account;
  const std::string organisation = ascii_lower(text_at(record, {"OrganizationName"}));
  const std::string guess = alias + "@" + organisation;
  return is_address(guess) && !organisation.empty() ? guess : account;
}

std::string line_of(const Row& row) {
  return row.dump(-1, ' ', false, Row::error_handler_t::replace);
}

struct Reading {
  const Json& record;
  std::string key, operation, account, ip, country, agent;
  Time at;
};

EventRow cloud_app_row(const Reading& read) {
  const Json& record = read.record;
  const Service& service = service_of(text_at(record, {"Workload", "OfficeWorkload"}));
  const std::string type = account_type(text_at(record, {"UserType"}));
  const std::string user = text_at(record, {"UserId"});
  Row row = {{"Timestamp", rfc3339(read.at)},
             {"ActionType", read.operation},
             {"Application", service.application},
             {"ApplicationId", service.id},
             {"AppInstanceId", 0},
             {"AccountObjectId", object_id_of_account(record)},
             {"AccountId", user},
             {"AccountDisplayName", user},
             {"AccountType", type},
             {"IsAdminOperation", type == "Admin"},
             {"IsExternalUser", user.find("#EXT#") != std::string::npos},
             {"DeviceType", ""},
             {"OSPlatform", named_value(record, "DeviceProperties", "OS")},
             {"IPAddress", read.ip},
             {"CountryCode", read.country},
             {"UserAgent", read.agent},
             {"ObjectName", text_at(record, {"ObjectId", "OfficeObjectId"})},
             {"ObjectType", text_at(record, {"ItemType"})},
             {"ObjectId", text_at(record, {"ObjectId", "OfficeObjectId"})},
             {"RawEventData", line_of(record)},
             {"AdditionalFields", "{}"},
             {"AuditSource", "Office 365 Management Activity"},
             {"OAuthAppId", text_at(record, {"ClientAppId", "AppId"})},
             {"ReportId", read.key},
             {"AccountUpn", read.account},
             {"TargetMailbox", target_mailbox(record, read.account)},
             {"EventKey", read.key}};
  return {"CloudAppEvents", line_of(row)};
}

EventRow logon_row(const Reading& read) {
  const Json& record = read.record;
  const bool failed = read.operation == "UserLoginFailed";
  const Row more = {{"RequestType", named_value(record, "ExtendedProperties", "RequestType")},
                    {"ApplicationId", text_at(record, {"ApplicationId"})},
                    {"ErrorNumber", text_at(record, {"ErrorNumber"})},
                    {"BrowserType", named_value(record, "DeviceProperties", "BrowserType")},
                    {"SessionId", named_value(record, "DeviceProperties", "SessionId")}};
  const Row row = {{"Timestamp", rfc3339(read.at)},
                   {"ActionType", failed ? "LogonFailed" : "LogonSuccess"},
                   {"Application", "Microsoft 365"},
                   {"FailureReason", failed ? text_at(record, {"LogonError"}) : ""},
                   {"AccountUpn", read.account},
                   {"AccountObjectId", object_id_of_account(record)},
                   {"AccountDisplayName", text_at(record, {"UserId"})},
                   {"DeviceName", named_value(record, "DeviceProperties", "DisplayName")},
                   {"OSPlatform", named_value(record, "DeviceProperties", "OS")},
                   {"IPAddress", read.ip},
                   {"Location", read.country},
                   {"ReportId", read.key},
                   {"AdditionalFields", line_of(more)},
                   {"UserAgent", read.agent},
                   {"EventKey", read.key}};
  return {"IdentityLogonEvents", line_of(row)};
}

// URLClickAction: 2 block page, 3 page of a pending scan, 4 and 5 the same overridden.
EventRow click_row(const Reading& read) {
  const Json& record = read.record;
  const std::string action = text_at(record, {"URLClickAction", "UrlClickAction"});
  const std::string source = text_at(record, {"SourceId"});
  const auto clicked = time_of(text_at(record, {"TimeOfClick"}));
  const bool through = action == "4" || action == "5";
  const Row row = {
      {"Timestamp", rfc3339(clicked.value_or(read.at))},
      {"Url", text_at(record, {"URL", "Url"})},
      {"ActionType", action == "2"   ? "ClickBlocked"
                     : action == "3" ? "UrlScanInProgress"
                                     : "ClickAllowed"},
      {"AccountUpn", read.account},
      {"Workload", text_at(record, {"AppName"}) == "Mail" ? "Email" : text_at(record, {"AppName"})},
      {"NetworkMessageId", Uuid::parse(source) ? ascii_lower(source) : ""},
      {"IPAddress", bare_address(text_at(record, {"UserIp", "UserIP"}))},
      {"IsClickedThrough", through},
      {"ReportId", read.key},
      {"AppName", text_at(record, {"AppName"})},
      {"AppVersion", text_at(record, {"AppVersion"})},
      {"SourceId", source},
      {"UserAgent", read.agent},
      {"EventKey", read.key}};
  return {"UrlClickEvents", line_of(row)};
}

std::string key_of(const Json& record, std::string_view json) {
  const std::string id = text_at(record, {"Id", "OfficeId", "SourceRecordId"});
  if (const auto uuid = Uuid::parse(id)) return uuid->text();
  return "record-" + sha256_hex(id.empty() ? json : std::string_view(id));
}

}  // namespace

Result<Event> office365_event(std::string_view json, const Countries& countries) {
  const Json record = Json::parse(json, nullptr, false);
  if (!record.is_object()) return fail(Fault::invalid, "no JSON object");
  const std::string ip = bare_address(
      text_at(record, {"ClientIP", "ClientIPAddress", "Client_IPAddress", "ActorIpAddress"}));
  const Reading read{.record = record,
                     .key = key_of(record, json),
                     .operation = text_at(record, {"Operation"}),
                     .account = address(text_at(record, {"UserId"})),
                     .ip = ip,
                     .country = countries.of(ip),
                     .agent = user_agent(record),
                     .at = TRY(believable_time(record, {"CreationTime", "TimeGenerated [UTC]"}))};
  if (read.operation.empty()) return fail(Fault::invalid, "no Operation");
  if (text_at(record, {"UserId"}).empty()) return fail(Fault::invalid, "no UserId");
  Event event{.key = read.key, .at = read.at, .rows = {}};
  event.rows.push_back(cloud_app_row(read));
  if (read.operation == "UserLoggedIn" || read.operation == "UserLoginFailed")
    event.rows.push_back(logon_row(read));
  if (read.operation == "TIUrlClickData") event.rows.push_back(click_row(read));
  return event;
}

}  // namespace backstamp::intake
