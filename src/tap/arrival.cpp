#include "tap/arrival.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace backstamp::tap {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t recipients_max = 100'000;

// For a header line: no line ends, no other control characters.
std::string one_line(const Text& text) {
  std::string line = text.cut(1'000).str();
  std::ranges::replace_if(line, [](unsigned char c) { return c < ' ' || c == 127; }, ' ');
  return line;
}

Result<Arrival> read(const Json& json) {
  Arrival arrival;
  const auto text = [&](const char* key) { return Text::parse(json.at(key).get<std::string>()); };
  arrival.at = TRY(parse_rfc3339(json.at("at").get<std::string>()));
  arrival.queue_id = TRY(text("queue_id"));
  arrival.client_ip = TRY(text("client_ip"));
  arrival.helo = TRY(text("helo"));
  arrival.signed_in_as = TRY(text("signed_in_as"));
  arrival.mail_from = TRY(text("mail_from"));
  arrival.held = json.at("held").get<bool>();
  arrival.network_message_id = TRY(Uuid::parse(json.at("network_message_id").get<std::string>()));
  arrival.guard = TRY(Uuid::parse(json.at("guard").get<std::string>()));
  for (const Json& recipient : json.at("recipients")) {
    arrival.recipients.push_back(TRY(Text::parse(recipient.get<std::string>())));
    if (arrival.recipients.size() > recipients_max) {
      return fail(Fault::corrupt, "an arrival names more than 100000 recipients");
    }
  }
  return arrival;
}

// RFC 5322 date in UTC.
std::string date_line(Time time) {
  constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
  char text[64];
  std::snprintf(text, sizeof text, "%s, %u %s %d %02d:%02d:%02d +0000",
                days[std::chrono::weekday(day).c_encoding()], static_cast<unsigned>(date.day()),
                months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text;
}

}  // namespace

std::string to_item(const Arrival& arrival) {
  Json json;
  json["at"] = rfc3339(arrival.at);
  json["queue_id"] = arrival.queue_id.str();
  json["client_ip"] = arrival.client_ip.str();
  json["helo"] = arrival.helo.str();
  json["signed_in_as"] = arrival.signed_in_as.str();
  json["mail_from"] = arrival.mail_from.str();
  json["held"] = arrival.held;
  json["network_message_id"] = arrival.network_message_id.text();
  json["guard"] = arrival.guard.text();
  json["recipients"] = Json::array();
  for (const Text& recipient : arrival.recipients) json["recipients"].push_back(recipient.str());
  return json.dump() + "\n" + arrival.letter;
}

Result<Arrival> arrival_from_item(std::string_view item) {
  const std::size_t end = item.find('\n');
  if (end == std::string_view::npos) return fail(Fault::corrupt, "an arrival without its letter");
  try {
    Arrival arrival = TRY(read(Json::parse(item.substr(0, end))));
    arrival.letter = item.substr(end + 1);
    return arrival;
  } catch (const nlohmann::json::exception& error) {
    return fail(Fault::corrupt, std::string("an arrival cannot be read: ") + error.what());
  }
}

Bytes as_delivered(const Arrival& arrival) {
  Bytes bytes = "Return-Path: <" + one_line(arrival.mail_from) + ">\r\nReceived: from " +
                one_line(arrival.helo);
  if (!arrival.client_ip.empty()) bytes += " (unknown [" + one_line(arrival.client_ip) + "])";
  bytes += "\r\n\tby localhost with ESMTP";
  if (!arrival.queue_id.empty()) bytes += " id " + one_line(arrival.queue_id);
  return bytes + "; " + date_line(arrival.at) + "\r\n" + arrival.letter;
}

}  // namespace backstamp::tap
