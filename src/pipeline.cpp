#include "pipeline.h"

#include <nlohmann/json.hpp>

#include "alert_rows.h"
#include "base/log.h"
#include "casework/alert_table.h"

namespace backstamp {
namespace {

constexpr std::chrono::seconds engine_time{20};

Result<const investigation::AlertPolicy*> policy_for(const std::string& reported_as) {
  for (const auto& policy : investigation::built_in_alert_policies()) {
    if (!reported_as.empty() && policy.reported_as == reported_as) return &policy;
  }
  return fail(Fault::invalid, "unknown report '" + reported_as + "'; use phish, junk or not-junk");
}

Result<void> check(std::string_view bytes, const Text& by) {
  if (by.view().find('@') == std::string_view::npos) {
    return fail(Fault::invalid, "'" + by.str() + "' is no mail address; say who reports with --by");
  }
  if (bytes.size() > message::Limits{}.bytes_max) {
    return fail(Fault::limit, "the message is larger than " +
                                  std::to_string(message::Limits{}.bytes_max) + " bytes");
  }
  if (!message::looks_like_message(bytes)) {
    return fail(Fault::invalid, "not a mail message; give the message itself as .eml");
  }
  return {};
}

// What the policy saw, with the question that finds it again.
std::string detail_of(const investigation::EventPolicy& policy,
                      const investigation::Firing& firing) {
  using Json = nlohmann::ordered_json;
  const std::string window = "| where Timestamp between (datetime(" + rfc3339(firing.first) +
                             ") .. datetime(" + rfc3339(firing.last) + "))";
  const Json detail = {{"why", firing.why},
                       {"events", firing.events},
                       {"first", rfc3339(firing.first)},
                       {"last", rfc3339(firing.last)},
                       {"ids", firing.ids},
                       {"query", investigation::kql_of(policy, window)},
                       {"notify", policy.notify}};
  return detail.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

Result<investigation::Raised> Pipeline::report(std::string_view bytes, const Text& by,
                                               const std::string& reported_as) {
  const investigation::AlertPolicy* policy = TRY(policy_for(reported_as));
  TRY(check(bytes, by));
  const message::Facts facts = message::parse(bytes, parts_.surroundings());
  const std::string letter = TRY(parts_.letters.put(bytes));
  make_copy_known(facts, by);
  const auto playbook =
      policy->playbook.empty() ? nullptr : parts_.playbooks.find_file(policy->playbook);
  return raise(facts, letter, *policy, by, playbook.get());
}

Result<investigation::Raised> Pipeline::investigate(const message::NetworkMessageId& message,
                                                    const Text& by,
                                                    const std::string& playbook_id) {
  const auto* policy = TRY(investigation::find_alert_policy("analyst-investigation"));
  const auto playbook = playbook_id.empty() ? parts_.playbooks.find_file(policy->playbook)
                                            : parts_.playbooks.find(playbook_id, "");
  if (!playbook) return fail(Fault::not_found, "no playbook " + Text::lossy(playbook_id).str());
  const Bytes bytes = TRY(read_copy(message));
  const message::Facts facts = message::parse(bytes, parts_.surroundings());
  const std::string letter = TRY(parts_.letters.put(bytes));
  return raise(facts, letter, *policy, by, playbook.get());
}

Result<void> Pipeline::raise_by_policy(const investigation::EventPolicy& policy,
                                       const investigation::Firing& firing) {
  investigation::AlertEvent event{.policy = policy.id,
                                  .raised_by = Text::lossy("policy " + policy.id),
                                  .network_message_id = {},
                                  .subject = {},
                                  .letter = {},
                                  .reported_as = {}};
  event.about = casework::Entity{policy.kind, Text::lossy(firing.entity).cut(2'000)};
  event.at = firing.last;
  event.key = firing.key;
  event.detail = detail_of(policy, firing);
  const auto playbook =
      policy.playbook.empty() ? nullptr : parts_.playbooks.find_file(policy.playbook);
  const investigation::Raised raised =
      TRY(investigation::raise_alert(parts_.store, investigation::alert_policy(policy), event,
                                     playbook.get(), parts_.clock.now()));
  tell_hunters(raised);
  if (raised.investigation && raised.fresh_alert) parts_.investigator.run(*raised.investigation);
  return {};
}

Result<investigation::Raised> Pipeline::investigate_account(const Text& account, const Text& by,
                                                            const std::string& playbook_id,
                                                            const std::optional<Time>& at) {
  const std::string address = ascii_lower(trim(account.view()));
  if (address.find('@') == std::string::npos || address.size() > 320)
    return fail(Fault::invalid, "'" + account.cut(100).str() + "' is no mail address");
  const auto* policy = TRY(investigation::find_alert_policy("analyst-user-investigation"));
  const auto playbook = playbook_id.empty() ? parts_.playbooks.find_file(policy->playbook)
                                            : parts_.playbooks.find(playbook_id, "");
  if (!playbook) return fail(Fault::not_found, "no playbook " + Text::lossy(playbook_id).str());
  const Time now = parts_.clock.now();
  investigation::AlertEvent event{.policy = policy->id,
                                  .raised_by = by,
                                  .network_message_id = {},
                                  .subject = {},
                                  .letter = {},
                                  .reported_as = {}};
  event.about = casework::Entity{casework::EntityKind::user, Text::lossy(address)};
  event.at = at;
  event.key = Uuid::random().text();  // each time an analyst asks is one
  investigation::Raised raised =
      TRY(investigation::raise_alert(parts_.store, *policy, event, playbook.get(), now));
  tell_hunters(raised);
  if (raised.investigation) parts_.investigator.run(*raised.investigation);
  return raised;
}

Result<std::string> Pipeline::dry_run(const message::NetworkMessageId& message,
                                      const std::string& playbook_id) {
  const auto playbook = parts_.playbooks.find(playbook_id, "");
  if (!playbook) return fail(Fault::not_found, "no playbook " + Text::lossy(playbook_id).str());
  return parts_.investigator.dry_run(*playbook, TRY(read_copy(message)));
}

Result<investigation::Raised> Pipeline::raise(const message::Facts& facts,
                                              const std::string& letter,
                                              const investigation::AlertPolicy& policy,
                                              const Text& by, const playbook::Document* playbook) {
  const investigation::AlertEvent event{.policy = policy.id,
                                        .raised_by = by,
                                        .network_message_id = facts.network_message_id.value(),
                                        .subject = facts.subject,
                                        .letter = letter,
                                        .reported_as = policy.reported_as};
  investigation::Raised raised =
      TRY(investigation::raise_alert(parts_.store, policy, event, playbook, parts_.clock.now()));
  tell_hunters(raised);
  if (raised.investigation) parts_.investigator.run(*raised.investigation);
  return raised;
}

// The report proves that its reporter has a copy, though the store may not know it yet. Without
// the engine the report goes on: the investigation finds what is known then.
void Pipeline::make_copy_known(const message::Facts& facts, const Text& mailbox) {
  const auto places = parts_.mailboxes.find(mailbox, facts.network_message_id, {});
  if (!places || places->empty()) return;
  const platform::Place& place = places->front();
  intake::Delivery delivery;
  delivery.facts = facts;
  delivery.recipient = place.address;
  delivery.delivered =
      facts.received.value_or(Time(std::chrono::milliseconds(place.modified_ns / 1'000'000)));
  delivery.folder = place.folder;
  delivery.name = place.name.substr(0, place.name.find(":2,"));
  delivery.location = intake::delivery_location(place.folder);
  delivery.arrival = intake::judge_on_arrival(facts, parts_.indicators(), parts_.clock.now());
  const auto added = parts_.ingest.add({intake::rows_of(delivery)}, deadline_in(engine_time));
  if (!added) log(LogLevel::warning, "reported copy not recorded", {{"why", added.error().what}});
}

Result<Bytes> Pipeline::read_copy(const message::NetworkMessageId& message) {
  const hunting::Rows rows = TRY(parts_.hunting.query(
      {.sql = "SELECT RecipientEmailAddress, MailboxFolder, MailboxName FROM EmailEvents "
              "WHERE NetworkMessageId = {id:String} LIMIT 100",
       .parameters = {{"id", message.value().text()}},
       .settings = {}},
      deadline_in(engine_time)));
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const Text address = Text::lossy(rows.text(row, "RecipientEmailAddress"));
    const auto places =
        parts_.mailboxes.find(address, message,
                              {.folder = std::string(rows.text(row, "MailboxFolder")),
                               .name = std::string(rows.text(row, "MailboxName"))});
    if (!places || places->empty()) continue;
    if (auto bytes = parts_.mailboxes.read(places->front())) return bytes;
  }
  return fail(Fault::not_found, "no copy of message " + message.value().text() +
                                    " can be read; import its mailbox, or report it as a file");
}

void Pipeline::tell_hunters(const investigation::Raised& raised) {
  if (!raised.fresh_alert) return;
  const auto written = parts_.writer.write(alert_rows(raised.alert));
  if (!written)
    log(LogLevel::warning, "alert not in the hunting store", {{"why", written.error().what}});
}

}  // namespace backstamp
