// MailHunt's questions for clusters: what is near, what holds an indicator, what shares attributes.
#include <algorithm>
#include <cmath>

#include "investigation/mail_hunt.h"

namespace backstamp::investigation {
namespace {

constexpr std::size_t rare_keys = 8;  // of a sketch, looked up however many messages hold them

constexpr std::string_view in_window =
    "Timestamp BETWEEN {from:DateTime64(3)} AND {to:DateTime64(3)}";

void add_window(hunting::Query& query, const Window& window) {
  query.parameters["from"] = hunting::time_parameter(window.from);
  query.parameters["to"] = hunting::time_parameter(window.to);
}

std::vector<std::uint32_t> keys_of(const std::vector<message::BodySketch>& sketches) {
  std::set<std::uint32_t> keys;
  for (const message::BodySketch& sketch : sketches) {
    keys.insert(sketch.keys.begin(), sketch.keys.end());
  }
  keys.erase(0);
  return {keys.begin(), keys.end()};
}

// Copies that share `column` with the message and one of its sender's two names.
std::string sharing(std::string_view column, std::string_view parameter,
                    const MailHunt::Interest& interest) {
  std::string sender;
  if (!interest.sender_ip.empty()) {
    const bool six = interest.sender_ip.find(':') != std::string::npos;
    sender = std::string(six ? "SenderIPv6" : "SenderIPv4") + " = {ip:String}";
  }
  if (!interest.sender_domain.empty()) {
    sender += (sender.empty() ? "" : " OR ") + std::string("SenderFromDomain = {domain:String}");
  }
  return std::string(column) + " = {" + std::string(parameter) + ":String} AND (" + sender +
         ") AND EmailDirection = {direction:String}";
}

// One arm of the union for each interest, so that each has its own index.
std::string arms_of(const MailHunt::Interest& interest) {
  std::string arms;
  const auto add = [&](std::string_view name, const std::string& condition) {
    if (!arms.empty()) arms += " UNION ALL ";
    arms += "(SELECT '" + std::string(name) + "' AS Arm, " + std::string(found_copy_columns()) +
            " FROM EmailEvents WHERE " + condition + " AND " + std::string(in_window) +
            " LIMIT {limit:UInt64})";
  };
  const bool sent = !interest.sender_ip.empty() || !interest.sender_domain.empty();
  if (sent && !interest.subject.empty()) add("Subject", sharing("Subject", "subject", interest));
  if (sent && !interest.body_fingerprint.empty()) {
    add("BodyFingerprint", sharing("BodyFingerprint", "body", interest));
  }
  if (!interest.messages.empty()) {
    add("NetworkMessageId", "NetworkMessageId IN {messages:Array(String)}");
  }
  return arms;
}

using CopyKey = std::pair<std::string, std::string>;

CopyKey key_of(const FoundCopy& found) {
  return {found.copy.network_message_id.text(), found.copy.recipient.str()};
}

}  // namespace

Result<std::vector<FoundCopy>> MailHunt::near_messages(
    const std::vector<message::BodySketch>& sketches, int equal_min, const Window& window) const {
  std::vector<FoundCopy> found;
  const std::vector<std::uint32_t> keys = keys_of(sketches);
  if (keys.empty()) return found;
  hunting::Query query;
  query.sql =
      "WITH (SELECT greatest(2000, intDiv(count(), 1600)) FROM EmailBodyKeys) AS common, "
      "frequent AS (SELECT Key FROM (SELECT Key, count() AS Held FROM EmailBodyKeys "
      "WHERE Key IN {keys:Array(UInt32)} GROUP BY Key ORDER BY Held LIMIT 1000000 "
      "OFFSET {rare:UInt64}) WHERE Held > common) "
      "SELECT " +
      std::string(found_copy_columns()) +
      " FROM EmailEvents WHERE (Timestamp, NetworkMessageId) IN ("
      "SELECT min(Timestamp), NetworkMessageId FROM EmailBodyKeys "
      "WHERE Key IN {keys:Array(UInt32)} AND Key NOT IN (SELECT Key FROM frequent) "
      "AND BodySketchVersion = {version:UInt16} AND " +
      std::string(in_window) +
      " GROUP BY NetworkMessageId HAVING uniqExact(Key) >= 2 ORDER BY uniqExact(Key) DESC "
      "LIMIT 50000) AND BodySketchVersion = {version:UInt16} "
      "AND arrayExists(near -> byteHammingDistance(unhex(BodySketch), unhex(near)) <= "
      "{differing_max:UInt64}, {sketches:Array(String)}) LIMIT 1 BY NetworkMessageId";
  std::vector<std::string> digits;
  for (const message::BodySketch& sketch : sketches) digits.push_back(sketch_digits(sketch));
  const int differing_max = static_cast<int>(message::BodySketch::values) - equal_min;
  query.parameters = {{"keys", hunting::array_parameter(keys)},
                      {"rare", std::to_string(rare_keys * sketches.size())},
                      {"version", std::to_string(sketches.front().version)},
                      {"differing_max", std::to_string(std::max(differing_max, 0))},
                      {"sketches", hunting::array_parameter(digits)}};
  add_window(query, window);
  const hunting::Rows rows = TRY(rows_of(query));
  found.reserve(rows.size());
  for (std::size_t row = 0; row < rows.size(); ++row) found.push_back(found_copy(rows, row));
  return found;
}

Result<std::vector<FoundCopy>> MailHunt::same_structure(const message::BodySketch& sketch,
                                                        const Window& window) const {
  hunting::Query query;
  query.sql = "SELECT " + std::string(found_copy_columns()) +
              " FROM EmailEvents WHERE MarkHash = {marks:UInt64} "
              "AND UrlShapeHash = {shapes:UInt64} AND " +
              std::string(in_window) + " LIMIT 1 BY NetworkMessageId LIMIT 50000";
  query.parameters["marks"] = std::to_string(sketch.mark_hash);
  query.parameters["shapes"] = std::to_string(sketch.url_shape_hash);
  add_window(query, window);
  const hunting::Rows rows = TRY(rows_of(query));
  std::vector<FoundCopy> found;
  found.reserve(rows.size());
  for (std::size_t row = 0; row < rows.size(); ++row) found.push_back(found_copy(rows, row));
  return found;
}

Result<MailHunt::Holders> MailHunt::messages_holding(const std::vector<std::string>& urls,
                                                     const std::vector<std::string>& files) const {
  Holders holders;
  if (urls.empty() && files.empty()) return holders;
  hunting::Query query;
  query.sql =
      "SELECT 'url' AS Kind, Url AS Value, NetworkMessageId FROM EmailUrlInfo "
      "WHERE Url IN {urls:Array(String)} LIMIT {limit:UInt64} BY Value "
      "UNION ALL SELECT 'file' AS Kind, SHA256 AS Value, NetworkMessageId "
      "FROM EmailAttachmentInfo WHERE SHA256 IN {files:Array(String)} LIMIT {limit:UInt64} BY "
      "Value";
  query.parameters["urls"] = hunting::array_parameter(urls);
  query.parameters["files"] = hunting::array_parameter(files);
  query.parameters["limit"] = std::to_string(copies_max_ + 1);
  const hunting::Rows rows = TRY(rows_of(query));
  for (std::size_t row = 0; row < rows.size(); ++row) {
    auto& by = rows.text(row, "Kind") == "url" ? holders.by_url : holders.by_file;
    by[std::string(rows.text(row, "Value"))].emplace(rows.text(row, "NetworkMessageId"));
  }
  return holders;
}

Result<MailHunt::Interesting> MailHunt::interesting_copies(const Interest& interest,
                                                           const Window& window) const {
  Interesting interesting;
  const std::string arms = arms_of(interest);
  if (arms.empty()) return interesting;
  hunting::Query query{.sql = "SELECT * FROM (" + arms + ")",
                       .parameters = {{"subject", hunting::text_parameter(interest.subject)},
                                      {"body", hunting::text_parameter(interest.body_fingerprint)},
                                      {"ip", hunting::text_parameter(interest.sender_ip)},
                                      {"domain", hunting::text_parameter(interest.sender_domain)},
                                      {"direction", hunting::text_parameter(interest.direction)},
                                      {"messages", hunting::array_parameter(interest.messages)},
                                      {"limit", std::to_string(copies_max_ + 1)}},
                       .settings = {}};
  add_window(query, window);
  const hunting::Rows rows = TRY(rows_of(query));
  std::map<std::string, std::size_t> by_arm;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    ++by_arm[std::string(rows.text(row, "Arm"))];
  }
  for (const auto& [arm, count] : by_arm) {
    if (count > copies_max_) interesting.overflowing.insert(arm);
  }
  std::map<CopyKey, FoundCopy> copies;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (interesting.overflowing.contains(std::string(rows.text(row, "Arm")))) continue;
    FoundCopy found = found_copy(rows, row);
    copies.try_emplace(key_of(found), std::move(found));
  }
  for (auto& [key, found] : copies) interesting.copies.push_back(std::move(found));
  std::ranges::stable_sort(interesting.copies, {}, &FoundCopy::delivered);
  TRY(add_latest_locations(interesting.copies));
  return interesting;
}

}  // namespace backstamp::investigation
