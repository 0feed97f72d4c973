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

std::string authentication_result(const nlohmann::json& details, const char* method) {
  const auto found = details.find(method);
  return found != details.end() && found->is_string() ? found->get<std::string>() : std::string();
}

void read_sketch_bytes(std::string_view digits, message::BodySketch& sketch) {
  if (digits.size() != 2 * sketch.bytes.size()) return;
  for (std::size_t i = 0; i < sketch.bytes.size(); ++i) {
    sketch.bytes[i] =
        static_cast<std::uint8_t>(hex_digit(digits[2 * i]) << 4 | hex_digit(digits[2 * i + 1]));
  }
}

void read_keys(std::string_view list, message::BodySketch& sketch) {
  const auto keys = nlohmann::json::parse(list, nullptr, false);
  if (!keys.is_array() || keys.size() != sketch.keys.size()) return;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].is_number_unsigned()) sketch.keys[i] = keys[i].get<std::uint32_t>();
  }
}

std::uint64_t unsigned_of(std::string_view digits) {
  return digits.empty() ? 0 : std::strtoull(std::string(digits).c_str(), nullptr, 10);
}

FoundCopy found_copy(const hunting::Rows& rows, std::size_t row) {
  const auto text = [&](std::string_view name) { return std::string(rows.text(row, name)); };
  FoundCopy found;
  if (const auto id = Uuid::parse(rows.text(row, "NetworkMessageId"))) {
    found.copy.network_message_id = *id;
  }
  found.copy.recipient = Text::lossy(rows.text(row, "RecipientEmailAddress"));
  found.delivered = rows.time(row, "Timestamp");
  found.sender_address = text("SenderFromAddress");
  found.sender_domain = text("SenderFromDomain");
  found.sender_ip = text("SenderIP");
  found.subject = text("Subject");
  found.direction = text("EmailDirection");
  found.original_location = text("DeliveryLocation");
  found.latest_location = found.original_location;
  found.threat_types = text("ThreatTypes");
  found.folder = text("MailboxFolder");
  found.name = text("MailboxName");
  found.body_fingerprint = text("BodyFingerprint");
  const auto details =
      nlohmann::json::parse(rows.text(row, "AuthenticationDetails"), nullptr, false);
  if (details.is_object()) {
    found.spf = authentication_result(details, "SPF");
    found.dkim = authentication_result(details, "DKIM");
    found.dmarc = authentication_result(details, "DMARC");
  }
  found.sketch.version = static_cast<std::uint16_t>(rows.integer(row, "BodySketchVersion"));
  found.sketch.word_count = static_cast<std::uint32_t>(rows.integer(row, "BodyWordCount"));
  found.sketch.mark_hash = unsigned_of(rows.text(row, "MarkHash"));
  found.sketch.url_shape_hash = unsigned_of(rows.text(row, "UrlShapeHash"));
  read_sketch_bytes(rows.text(row, "Sketch"), found.sketch);
  read_keys(rows.text(row, "BodyKeys"), found.sketch);
  return found;
}

std::vector<std::string> first_column(const hunting::Rows& rows) {
  std::vector<std::string> values;
  values.reserve(rows.size());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    values.emplace_back(rows.text(row, rows.columns().front()));
  }
  return values;
}

}  // namespace

Result<std::vector<FoundCopy>> MailHunt::ask(const std::string& condition,
                                             hunting::Query query) const {
  query.sql =
      "SELECT Timestamp, NetworkMessageId, RecipientEmailAddress, SenderFromAddress, "
      "SenderFromDomain, if(SenderIPv4 != '', SenderIPv4, SenderIPv6) AS SenderIP, Subject, "
      "EmailDirection, DeliveryLocation, ThreatTypes, MailboxFolder, MailboxName, BodyFingerprint, "
      "AuthenticationDetails, BodyKeys, BodySketchVersion, BodyWordCount, MarkHash, UrlShapeHash, "
      "lower(BodySketch) AS Sketch FROM EmailEvents WHERE " +
      condition +
      " ORDER BY Timestamp, NetworkMessageId, RecipientEmailAddress LIMIT {limit:UInt64}";
  query.parameters["limit"] = std::to_string(copies_max_ + 1);
  const hunting::Rows rows = TRY(client_.query(query, deadline_));
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

Result<void> MailHunt::add_latest_locations(std::vector<FoundCopy>& copies) const {
  if (copies.empty()) return {};
  std::vector<std::string> ids;
  for (const FoundCopy& found : copies) ids.push_back(found.copy.network_message_id.text());
  std::ranges::sort(ids);
  ids.erase(std::ranges::unique(ids).begin(), ids.end());
  const hunting::Rows rows = TRY(client_.query(
      {.sql = "SELECT NetworkMessageId, RecipientEmailAddress, "
              "argMax(DeliveryLocation, (Timestamp, IngestedAt)) AS Latest "
              "FROM EmailPostDeliveryEvents WHERE NetworkMessageId IN {ids:Array(String)} "
              "AND ActionResult = 'Success' GROUP BY NetworkMessageId, RecipientEmailAddress",
       .parameters = {{"ids", hunting::array_parameter(ids)}},
       .settings = {}},
      deadline_));
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

Result<std::vector<std::string>> MailHunt::near_candidates(const std::vector<std::uint32_t>& keys,
                                                           std::uint16_t sketch_version,
                                                           const Window& window) const {
  hunting::Query query;
  query.sql =
      "WITH (SELECT greatest(2000, intDiv(count(), 1600)) FROM EmailBodyKeys) AS common, "
      "frequent AS (SELECT Key FROM EmailBodyKeys WHERE Key IN {keys:Array(UInt32)} "
      "GROUP BY Key HAVING count() > common) "
      "SELECT NetworkMessageId FROM EmailBodyKeys WHERE Key IN {keys:Array(UInt32)} "
      "AND Key NOT IN (SELECT Key FROM frequent) "
      "AND BodySketchVersion = {version:UInt16} AND " +
      std::string(in_window) +
      " GROUP BY NetworkMessageId HAVING uniqExact(Key) >= 2 ORDER BY uniqExact(Key) DESC LIMIT "
      "50000";
  query.parameters["keys"] = hunting::array_parameter(keys);
  query.parameters["version"] = std::to_string(sketch_version);
  add_window(query.parameters, window);
  const hunting::Rows rows = TRY(client_.query(query, deadline_));
  return first_column(rows);
}

Result<std::vector<std::string>> MailHunt::same_structure(const message::BodySketch& sketch,
                                                          const Window& window) const {
  hunting::Query query;
  query.sql =
      "SELECT DISTINCT NetworkMessageId FROM EmailEvents WHERE MarkHash = {marks:UInt64} "
      "AND UrlShapeHash = {shapes:UInt64} AND " +
      std::string(in_window) + " LIMIT 50000";
  query.parameters["marks"] = std::to_string(sketch.mark_hash);
  query.parameters["shapes"] = std::to_string(sketch.url_shape_hash);
  add_window(query.parameters, window);
  const hunting::Rows rows = TRY(client_.query(query, deadline_));
  return first_column(rows);
}

Result<MailHunt::SenderHistory> MailHunt::sender_history(const std::string& address,
                                                         const std::string& domain,
                                                         Time before) const {
  const hunting::Rows rows = TRY(client_.query(
      {.sql = "SELECT countIf(SenderFromAddress = {address:String}) AS ByAddress, count() AS "
              "ByDomain, "
              "min(Timestamp) AS First FROM EmailEvents WHERE SenderFromDomain = {domain:String} "
              "AND Timestamp < {before:DateTime64(3)}",
       .parameters = {{"address", hunting::text_parameter(address)},
                      {"domain", hunting::text_parameter(domain)},
                      {"before", hunting::time_parameter(before)}},
       .settings = {}},
      deadline_));
  SenderHistory history;
  history.from_address = static_cast<std::uint64_t>(rows.integer(0, "ByAddress"));
  history.from_domain = static_cast<std::uint64_t>(rows.integer(0, "ByDomain"));
  if (history.from_domain > 0) history.domain_first_seen = rows.time(0, "First");
  return history;
}

Result<bool> MailHunt::is_an_insiders_name(const std::string& display_name, Time before) const {
  if (display_name.empty()) return false;
  const hunting::Rows rows = TRY(client_.query(
      {.sql = "SELECT count() AS Copies FROM EmailEvents WHERE SenderDisplayName = {name:String} "
              "AND EmailDirection IN ('Outbound', 'Intra-org') "
              "AND Timestamp < {before:DateTime64(3)}",
       .parameters = {{"name", hunting::text_parameter(display_name)},
                      {"before", hunting::time_parameter(before)}},
       .settings = {}},
      deadline_));
  return rows.integer(0, "Copies") > 0;
}

Result<std::uint64_t> MailHunt::copies_before(Time before) const {
  const hunting::Rows rows = TRY(client_.query(
      {.sql = "SELECT count() AS Copies FROM EmailEvents WHERE Timestamp < {before:DateTime64(3)}",
       .parameters = {{"before", hunting::time_parameter(before)}},
       .settings = {}},
      deadline_));
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
      TRY(client_.query({.sql = "SELECT " + by +
                                " AS Sender, min(Timestamp) AS First FROM "
                                "EmailEvents WHERE " +
                                by +
                                " IN {senders:Array(String)} "
                                "GROUP BY Sender",
                         .parameters = {{"senders", hunting::array_parameter(values)}},
                         .settings = {}},
                        deadline_));
  for (std::size_t row = 0; row < rows.size(); ++row) {
    first.emplace(rows.text(row, "Sender"), rows.time(row, "First"));
  }
  return first;
}

Result<double> MailHunt::copies_per_day(const Where& where, const Window& window) const {
  Condition condition = condition_of(where);
  add_window(condition.parameters, window);
  const hunting::Rows rows =
      TRY(client_.query({.sql = "SELECT count() AS Copies FROM EmailEvents WHERE " + condition.sql +
                                " AND " + std::string(in_window),
                         .parameters = std::move(condition.parameters),
                         .settings = {}},
                        deadline_));
  const double days = std::max(
      1.0, std::chrono::duration<double, std::ratio<86'400>>(window.to - window.from).count());
  return rows.number(0, "Copies") / days;
}

}  // namespace backstamp::investigation
