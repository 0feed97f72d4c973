#include "investigation/accounts/delegation.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "investigation/accounts/audit_record.h"

namespace backstamp::investigation {
namespace {

struct Grant {
  std::string rule, right, to, mailbox;
};

// "EUR/Hosted Organizations/org.example/Bob" -> "Bob"
std::string last_part(std::string name) {
  const std::size_t slash = name.rfind('/');
  if (slash != std::string::npos) name.erase(0, slash + 1);
  return Text::lossy(name).cut(200).str();
}

std::string mailbox_of(const AccountEvent& event, const AuditRecord& record) {
  if (!event.mailbox.empty()) return event.mailbox;
  const std::string identity = last_part(record.parameter("Identity"));
  return identity.empty() ? last_part(event.object) : ascii_lower(identity);
}

bool everyone(const std::string& member) {
  const std::string lower = ascii_lower(member);
  return lower == "everyone" || lower == "default" || lower == "anonymous";
}

// Rights with which nothing of the content can be read.
bool harmless(const std::string& rights) {
  const std::string lower = ascii_lower(rights);
  return lower.empty() || lower == "none" || lower.find("availabilityonly") != std::string::npos ||
         lower == "freebusysimple" || lower == "freebusydetailed" ||
         lower.find("limiteddetails") != std::string::npos;
}

bool takes_back(const std::string& action) { return action.starts_with("Remove"); }

Grant folder_grant(const AccountEvent& event, const std::string& mailbox, const std::string& member,
                   const std::string& rights, const std::string& folder) {
  if (member.empty() || (harmless(rights) && !takes_back(event.action))) return {};
  return {.rule = everyone(member) ? "folder_opened_to_all" : "folder_shared",
          .right = rights + " on folder '" + folder + "'",
          .to = member,
          .mailbox = mailbox};
}

Grant grant_of(const AccountEvent& event, const AuditRecord& record) {
  const std::string mailbox = mailbox_of(event, record);
  const std::string rights = record.parameter("AccessRights");
  const std::string& action = event.action;
  if (action == "Add-MailboxPermission" || action == "Remove-MailboxPermission") {
    const bool full = ascii_lower(rights).find("fullaccess") != std::string::npos;
    if (!full) return {};
    return {"full_access_given", "full access", last_part(record.parameter("User")), mailbox};
  }
  if (action == "Add-RecipientPermission" || action == "Remove-RecipientPermission") {
    return {"send_as_given", "send as", last_part(record.parameter("Trustee")), mailbox};
  }
  if (action == "Set-Mailbox") {
    const std::string to = record.parameter("GrantSendOnBehalfTo");
    if (to.empty()) return {};
    return {"send_on_behalf_given", "send on behalf", last_part(to), mailbox};
  }
  if (action.ends_with("-MailboxFolderPermission")) {
    std::string folder = record.parameter("Identity");
    folder = folder.substr(folder.rfind(':') + 1);
    return folder_grant(event, mailbox, last_part(record.parameter("User")), rights, folder);
  }
  return folder_grant(event, mailbox, record.member, record.member_rights, record.folder_path);
}

}  // namespace

const std::vector<std::string>& delegation_actions() {
  static const std::vector<std::string> actions = {"Add-MailboxPermission",
                                                   "Remove-MailboxPermission",
                                                   "Add-RecipientPermission",
                                                   "Remove-RecipientPermission",
                                                   "Set-Mailbox",
                                                   "Add-MailboxFolderPermission",
                                                   "Set-MailboxFolderPermission",
                                                   "Remove-MailboxFolderPermission",
                                                   "AddFolderPermissions",
                                                   "ModifyFolderPermissions",
                                                   "RemoveFolderPermissions"};
  return actions;
}

std::vector<AccountFinding> delegation_findings(std::span<const AccountEvent> events) {
  std::map<std::string, AccountFinding> in_force;
  std::vector<AccountFinding> found;
  for (const AccountEvent& event : events) {
    if (event.account.empty()) continue;  // the mail system itself
    const AuditRecord record = read_audit_record(event.raw);
    const Grant grant = grant_of(event, record);
    if (grant.rule.empty() || grant.to.empty() || ascii_lower(grant.to) == grant.mailbox) continue;
    const std::string key = grant.rule + "/" + grant.mailbox + "/" + ascii_lower(grant.to);
    if (takes_back(event.action)) {
      const auto known = in_force.find(key);
      if (known == in_force.end()) continue;
      known->second.detail += "; taken back " + rfc3339(event.at);
      known->second.action.clear();
      known->second.subject.clear();
      found.push_back(std::move(known->second));
      in_force.erase(known);
      continue;
    }
    in_force[key] = {.rule = grant.rule,
                     .detail = grant.to + " was given '" + grant.right + "' on mailbox " +
                               grant.mailbox + " by " + event.account,
                     .at = event.at,
                     .report_id = event.report_id,
                     .query = {},
                     .action = "delegate_removed",
                     .subject = grant.right + ": " + grant.to + " on " + grant.mailbox};
  }
  for (auto& [key, finding] : in_force) found.push_back(std::move(finding));
  std::ranges::stable_sort(found, {}, &AccountFinding::at);
  return found;
}

}  // namespace backstamp::investigation
