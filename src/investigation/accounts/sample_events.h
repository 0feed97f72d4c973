// For tests: events of accounts in few words.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "investigation/accounts/account_hunt.h"

namespace backstamp::investigation {

using Named = std::vector<std::pair<std::string, std::string>>;

inline Time at(std::string_view text) { return *parse_rfc3339(text); }

inline std::string record_with(const char* list, const Named& values) {
  nlohmann::ordered_json entries = nlohmann::ordered_json::array();
  for (const auto& [name, value] : values) entries.push_back({{"Name", name}, {"Value", value}});
  return nlohmann::ordered_json{{list, entries}}.dump();
}

// What anna@org.example did to her own mailbox.
inline AccountEvent command(std::string_view time, std::string action, const Named& parameters) {
  AccountEvent event;
  event.at = at(time);
  event.action = std::move(action);
  event.account = event.mailbox = "anna@org.example";
  event.report_id = "event-" + std::string(time);
  event.raw = record_with("Parameters", parameters);
  return event;
}

inline SignIn sign_in(std::string_view time, std::string ip, std::string country,
                      bool succeeded = true, std::string account = "anna@org.example") {
  SignIn one;
  one.at = at(time);
  one.succeeded = succeeded;
  one.account = std::move(account);
  one.ip = std::move(ip);
  one.country = std::move(country);
  one.agent = "Mozilla/5.0 (Windows NT 10.0) Chrome/91";
  one.os = "Windows 10";
  one.failure = succeeded ? "" : "InvalidUserNameOrPassword";
  return one;
}

}  // namespace backstamp::investigation
