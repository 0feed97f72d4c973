#include "platform/imap_rules.h"

#include <algorithm>

#include "platform/manage_sieve.h"

namespace backstamp::platform {
namespace {

struct Right {
  std::string folder, who;
};

Result<Right> right_of(const std::string& name) {
  const std::size_t tab = name.find('\t');
  if (tab == std::string::npos) return fail(Fault::invalid, "no name of a right: FOLDER<TAB>WHO");
  return Right{name.substr(0, tab), name.substr(tab + 1)};
}

bool is_owner(const std::string& who, const Text& mailbox) {
  return who == "owner" || ascii_equal(who, mailbox.view());
}

Result<std::string> wire_of(ImapSession& session, const std::string& folder) {
  for (const ImapFolder& one : TRY(session.folders())) {
    if (one.name == folder) return one.wire;
  }
  return fail(Fault::not_found, "no folder " + Text::lossy(folder).str());
}

}  // namespace

Result<void> ImapRules::list_scripts(const Text& mailbox, std::vector<MailRule>& rules) const {
  if (!sieve_) return {};
  ManageSieve session = TRY(ManageSieve::open(*sieve_, mailbox));
  for (const SieveScriptName& script : TRY(session.scripts())) {
    rules.push_back(
        {mailbox, "sieve", script.name, script.active, TRY(session.script(script.name))});
  }
  return {};
}

Result<void> ImapRules::list_rights(const Text& mailbox, std::vector<MailRule>& rules) const {
  const auto session = TRY(pool_.lease(mailbox));
  if (!session->has_acl()) return {};
  for (const ImapFolder& folder : TRY(session->folders())) {
    for (const ImapRight& right : TRY(session->rights(folder.wire))) {
      if (is_owner(right.who, mailbox)) continue;
      rules.push_back({mailbox, "acl", folder.name + "\t" + right.who, true, right.rights});
    }
  }
  return {};
}

Result<std::vector<MailRule>> ImapRules::list(const Text& mailbox) const {
  if (!has(mailbox)) return fail(Fault::not_found, "no mailbox is known for " + mailbox.str());
  std::vector<MailRule> rules;
  TRY(list_scripts(mailbox, rules));
  TRY(list_rights(mailbox, rules));
  return rules;
}

Result<MailRule> ImapRules::read(const Text& mailbox, const std::string& kind,
                                 const std::string& name) const {
  for (MailRule& rule : TRY(list(mailbox))) {
    if (rule.kind == kind && rule.name == name) return std::move(rule);
  }
  if (kind == "acl") return MailRule{mailbox, kind, name, false, {}};
  return fail(Fault::not_found,
              "no script '" + Text::lossy(name).str() + "' in the mailbox of " + mailbox.str());
}

Result<void> ImapRules::apply_script(const MailRule& rule) const {
  if (!sieve_) return fail(Fault::invalid, "no Sieve server is set up (setting imap.sieve_server)");
  ManageSieve session = TRY(ManageSieve::open(*sieve_, rule.mailbox));
  const auto scripts = TRY(session.scripts());
  const bool runs = std::ranges::any_of(scripts, [&](const SieveScriptName& script) {
    return script.active && script.name == rule.name;
  });
  if (!rule.active) {
    if (runs) return session.activate("");
    return {};
  }
  TRY(session.put(rule.name, rule.content));
  return session.activate(rule.name);
}

Result<void> ImapRules::apply_right(const MailRule& rule) const {
  const Right right = TRY(right_of(rule.name));
  const auto session = TRY(pool_.lease(rule.mailbox));
  const std::string wire = TRY(wire_of(*session, right.folder));
  return session->set_rights(wire, {right.who, rule.active ? rule.content : std::string()});
}

Result<void> ImapRules::apply(const MailRule& rule) const {
  return rule.kind == "acl" ? apply_right(rule) : apply_script(rule);
}

}  // namespace backstamp::platform
