#include "api/mailboxes.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "api/page.h"
#include "api/problem.h"
#include "api/request_body.h"

namespace backstamp::api {
namespace {

using Json = nlohmann::ordered_json;

std::int64_t age_seconds(const MailboxView& mailbox, Time now) {
  return std::chrono::duration_cast<std::chrono::seconds>(now - *mailbox.synced).count();
}

std::string to_json(const MailboxView& mailbox, Time now) {
  Json json;
  json["address"] = mailbox.address.str();
  json["state"] = !mailbox.error.empty() ? "failing" : mailbox.scanned ? "live" : "scanning";
  json["synced"] = mailbox.synced ? Json(rfc3339(*mailbox.synced)) : Json();
  json["age_seconds"] = mailbox.synced ? Json(age_seconds(mailbox, now)) : Json();
  json["error"] = mailbox.error;
  json["messages"] = mailbox.messages;
  json["copies_added"] = mailbox.copies_added;
  json["moved"] = mailbox.moved;
  json["gone"] = mailbox.gone;
  json["too_large"] = mailbox.too_large;
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string gauge(const std::string& name, const std::string& about, std::int64_t value) {
  return "# HELP " + name + " " + about + "\n# TYPE " + name + " gauge\n" + name + " " +
         std::to_string(value) + "\n";
}

Result<http::Response> look(const MailboxDesk& desk, const std::string& address) {
  TRY(desk.look(TRY(Text::parse(address))));
  return json("{}", 202);
}

}  // namespace

std::vector<Route> mailbox_routes(MailboxDesk desk) {
  return {{.method = "GET",
           .path = "/api/v1/mailboxes",
           .answer =
               [desk](const http::Request&, const Segments&) {
                 std::vector<std::string> items;
                 for (const MailboxView& mailbox : desk.list()) {
                   items.push_back(to_json(mailbox, desk.clock.now()));
                 }
                 return page(items, std::nullopt);
               }},
          {.method = "POST",
           .path = "/api/v1/mailboxes/{address}/look",
           .answer = [desk](const http::Request&, const Segments& segments) {
             return answered(look(desk, segments.at(0)));
           }}};
}

std::string mailbox_gauges(const std::vector<MailboxView>& mailboxes, Time now) {
  std::int64_t failing = 0, scanning = 0, age_max = 0;
  for (const MailboxView& mailbox : mailboxes) {
    failing += !mailbox.error.empty();
    scanning += !mailbox.scanned;
    if (mailbox.synced) age_max = std::max(age_max, age_seconds(mailbox, now));
  }
  return gauge("backstamp_mailboxes", "Mailboxes on the IMAP server.",
               static_cast<std::int64_t>(mailboxes.size())) +
         gauge("backstamp_mailboxes_failing", "Mailboxes whose last look failed.", failing) +
         gauge("backstamp_mailboxes_scanning", "Mailboxes never looked at whole.", scanning) +
         gauge("backstamp_mailbox_age_seconds_max",
               "Age of the last good look at the mailbox where it is longest ago.", age_max);
}

}  // namespace backstamp::api
