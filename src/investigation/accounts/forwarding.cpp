#include "investigation/accounts/forwarding.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "investigation/accounts/audit_record.h"

namespace backstamp::investigation {
namespace {

using Json = nlohmann::json;
using Findings = std::vector<AccountFinding>;

bool is_true(const std::string& value) { return ascii_equal(value, "true"); }

// What a rule does, whatever way it was written.
struct Rule {
  std::string name;
  bool named = true;  // false where the record does not tell the name
  std::vector<std::string> forwards_to;
  bool deletes = false, marks_read = false;
  std::string moves_to;
  std::string watches;
};

Rule rule_of_command(const AccountEvent& event, const AuditRecord& record) {
  Rule rule;
  rule.name = record.parameter("Name");
  if (!record.parameters.contains("Name")) {
    const std::size_t slash = event.object.rfind('\\');
    rule.named = slash != std::string::npos;
    if (rule.named) rule.name = event.object.substr(slash + 1);
  }
  for (const char* parameter : {"ForwardTo", "RedirectTo", "ForwardAsAttachmentTo"}) {
    for (std::string& address : addresses_in(record.parameter(parameter)))
      rule.forwards_to.push_back(std::move(address));
  }
  rule.deletes =
      is_true(record.parameter("DeleteMessage")) || is_true(record.parameter("SoftDeleteMessage"));
  rule.marks_read = is_true(record.parameter("MarkAsRead"));
  rule.moves_to = record.parameter("MoveToFolder");
  for (const char* parameter : {"SubjectContainsWords", "BodyContainsWords",
                                "SubjectOrBodyContainsWords", "FromAddressContainsWords", "From"}) {
    const std::string words = record.parameter(parameter);
    if (!words.empty()) rule.watches += (rule.watches.empty() ? "" : ";") + words;
  }
  return rule;
}

// UpdateInboxRules, as Outlook writes it: the actions are a JSON text of their own.
Rule rule_of_client(const AuditRecord& record) {
  Rule rule;
  const auto property = [&](std::string_view name) {
    const auto found = record.properties.find(name);
    return found == record.properties.end() ? std::string() : found->second;
  };
  rule.name = property("RuleName");
  rule.named = record.properties.contains("RuleName");
  rule.watches = property("RuleCondition");
  const Json actions = Json::parse(property("RuleActions"), nullptr, false);
  if (!actions.is_array()) return rule;
  for (const Json& action : actions) {
    if (!action.is_object() || !action.contains("ActionType") || !action["ActionType"].is_string())
      continue;
    const std::string type = action["ActionType"].get<std::string>();
    if (type == "Delete" || type == "PermanentDelete") rule.deletes = true;
    if (type == "MarkAsRead") rule.marks_read = true;
    if (type == "Move" && action.contains("Folder")) rule.moves_to = action["Folder"].dump();
    if (type.starts_with("Forward") || type.starts_with("Redirect")) {
      for (std::string& address : addresses_in(action.dump()))
        rule.forwards_to.push_back(std::move(address));
    }
  }
  return rule;
}

class Reader {
 public:
  Reader(const std::string& account, std::span<const Text> own_domains, const AccountPolicy& policy)
      : account_(account), policy_(policy) {
    for (const Text& domain : own_domains) own_domains_.insert(ascii_lower(domain.view()));
    own_domains_.insert(account.substr(account.find('@') + 1));
  }

  void read(const AccountEvent& event) {
    const AuditRecord record = read_audit_record(event.raw);
    const std::string& action = event.action;
    if (action == "Set-Mailbox") {
      mailbox_forwarding(event, record);
    } else if (action.ends_with("-TransportRule")) {
      transport_rule(event, record);
    } else if (action == "UpdateInboxRules") {
      client_rule(event, record);
    } else {
      inbox_rule(event, record);
    }
  }

  Findings take() {
    for (auto& [place, findings] : in_force_) {
      std::ranges::move(findings, std::back_inserter(found_));
    }
    std::ranges::stable_sort(found_, {}, &AccountFinding::at);
    return std::move(found_);
  }

 private:
  bool outside(const std::string& address) const {
    return !own_domains_.contains(address.substr(address.find('@') + 1));
  }
  bool any_outside(const std::vector<std::string>& addresses) const {
    return std::ranges::any_of(addresses, [&](const auto& one) { return outside(one); });
  }

  static std::string list_of(const std::vector<std::string>& addresses) {
    std::string list;
    for (const std::string& one : addresses) list += (list.empty() ? "" : ", ") + one;
    return Text::lossy(list).cut(500).str();
  }

  // What had been at this place is over: it stays found, without anything to take back.
  void lift(const std::string& place, const AccountEvent& event, const std::string& how) {
    const auto found = in_force_.find(place);
    if (found == in_force_.end()) return;
    for (AccountFinding& finding : found->second) {
      finding.detail += "; " + how + " " + rfc3339(event.at);
      finding.action.clear();
      finding.subject.clear();
      found_.push_back(std::move(finding));
    }
    in_force_.erase(found);
  }

  void put(const std::string& place, const AccountEvent& event, std::string rule,
           std::string detail, std::string action, std::string subject) {
    in_force_[place].push_back({.rule = std::move(rule),
                                .detail = Text::lossy(detail).cut(1'000).str(),
                                .at = event.at,
                                .report_id = event.report_id,
                                .query = {},
                                .action = std::move(action),
                                .subject = std::move(subject)});
  }

  void mailbox_forwarding(const AccountEvent& event, const AuditRecord& record) {
    if (!event.mailbox.empty() && event.mailbox != account_) return;
    for (const char* parameter : {"ForwardingSmtpAddress", "ForwardingAddress"}) {
      if (!record.parameters.contains(parameter)) continue;
      const std::string place = std::string("mailbox/") + parameter;
      lift(place, event, "lifted");
      const std::string value = record.parameter(parameter);
      const auto to = addresses_in(value);
      if (to.empty() && value.empty()) continue;
      const std::string target = to.empty() ? value : list_of(to);
      const bool away = to.empty() ? false : any_outside(to);
      put(place, event, away ? "forwards_outside" : "forwards_inside",
          "the mailbox forwards all mail to " + target, "forwarding_off", target);
      if (record.parameters.contains("DeliverToMailboxAndForward") &&
          !is_true(record.parameter("DeliverToMailboxAndForward"))) {
        put(place, event, "keeps_no_copy", "the mailbox keeps no copy of what it forwards", "", "");
      }
    }
  }

  void transport_rule(const AccountEvent& event, const AuditRecord& record) {
    std::string name = record.parameter("Name");
    if (name.empty()) name = record.parameter("Identity");
    if (name.empty()) name = event.object;
    const std::string place = "transport/" + ascii_lower(name);
    const bool off =
        event.action == "Remove-TransportRule" || event.action == "Disable-TransportRule";
    if (off || event.action == "Set-TransportRule")
      lift(place, event, off ? "taken back" : "changed");
    if (off) return;
    std::vector<std::string> to;
    for (const char* parameter :
         {"RedirectMessageTo", "BlindCopyTo", "CopyTo", "AddToRecipients"}) {
      for (std::string& address : addresses_in(record.parameter(parameter)))
        to.push_back(std::move(address));
    }
    if (!any_outside(to)) return;
    put(place, event, "transport_rule_outside",
        "transport rule '" + name + "' sends mail to " + list_of(to), "forwarding_off",
        "transport rule " + name);
  }

  void inbox_rule(const AccountEvent& event, const AuditRecord& record) {
    const Rule rule = rule_of_command(event, record);
    const std::string place = "rule/" + ascii_lower(rule.name);
    if (event.action == "Remove-InboxRule" || event.action == "Disable-InboxRule") {
      lift("rule/" + ascii_lower(rule.name.empty() ? record.parameter("Identity") : rule.name),
           event, "taken back");
      return;
    }
    if (event.action == "Set-InboxRule") lift(place, event, "changed");
    if (event.action == "Enable-InboxRule") return;
    tell(event, rule, place);
  }

  void client_rule(const AccountEvent& event, const AuditRecord& record) {
    const Rule rule = rule_of_client(record);
    const std::string place = "rule/" + ascii_lower(rule.name);
    const auto operation = record.properties.find("RuleOperation");
    const std::string done = operation == record.properties.end() ? "" : operation->second;
    if (done.starts_with("Remove") || done.starts_with("Delete")) {
      lift(place, event, "taken back");
      return;
    }
    if (done.starts_with("Modify")) lift(place, event, "changed");
    tell(event, rule, place);
  }

  void tell(const AccountEvent& event, const Rule& rule, const std::string& place) {
    const std::string called = "inbox rule '" + Text::lossy(rule.name).cut(200).str() + "'";
    const std::string subject = "inbox rule " + rule.name;
    const bool hides = !rule.moves_to.empty() && quiet(rule.moves_to);
    const bool forwards = !rule.forwards_to.empty();
    const bool acts =
        forwards || rule.deletes || hides || (rule.marks_read && !rule.moves_to.empty());
    if (forwards) {
      put(place, event, any_outside(rule.forwards_to) ? "forwards_outside" : "forwards_inside",
          called + " forwards to " + list_of(rule.forwards_to), "forwarding_off", subject);
    }
    if (rule.deletes)
      put(place, event, "rule_deletes", called + " deletes what it catches", "forwarding_off",
          subject);
    if (hides) {
      put(place, event, "rule_hides",
          called + " moves what it catches to '" + rule.moves_to + "', where nobody looks",
          "forwarding_off", subject);
    }
    if (acts && rule.named && nameless(rule.name))
      put(place, event, "rule_without_name", called + " has a name that tells nothing", "", "");
    const std::string words = acts ? watched(rule.watches) : std::string();
    if (!words.empty())
      put(place, event, "rule_watches_words", called + " watches for " + words, "", "");
  }

  bool quiet(const std::string& folder) const {
    const std::string lower = ascii_lower(folder);
    return std::ranges::any_of(policy_.quiet_folders, [&](const std::string& name) {
      return lower.find(name) != std::string::npos;
    });
  }

  static bool nameless(const std::string& name) {
    return std::ranges::none_of(name, [](unsigned char c) {
      return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
             (c >= 'a' && c <= 'z');
    });
  }

  std::string watched(const std::string& watches) const {
    const std::string lower = ascii_lower(watches);
    std::string words;
    for (const std::string& word : policy_.rule_words) {
      if (lower.find(word) != std::string::npos) words += (words.empty() ? "" : ", ") + word;
    }
    return words;
  }

  const std::string& account_;
  const AccountPolicy& policy_;
  std::set<std::string> own_domains_;
  std::map<std::string, Findings> in_force_;
  Findings found_;
};

}  // namespace

const std::vector<std::string>& forwarding_actions() {
  static const std::vector<std::string> actions = {
      "Set-Mailbox",       "New-InboxRule",        "Set-InboxRule",        "Remove-InboxRule",
      "Disable-InboxRule", "Enable-InboxRule",     "UpdateInboxRules",     "New-TransportRule",
      "Set-TransportRule", "Remove-TransportRule", "Disable-TransportRule"};
  return actions;
}

std::vector<AccountFinding> forwarding_findings(std::span<const AccountEvent> events,
                                                const std::string& account,
                                                std::span<const Text> own_domains,
                                                const AccountPolicy& policy) {
  Reader reader(account, own_domains, policy);
  for (const AccountEvent& event : events) reader.read(event);
  return reader.take();
}

}  // namespace backstamp::investigation
