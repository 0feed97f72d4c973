#include "investigation/accounts/forwarding.h"

#include <gtest/gtest.h>

#include "investigation/accounts/delegation.h"
#include "investigation/accounts/sample_events.h"

namespace backstamp::investigation {
namespace {

const std::string anna = "anna@org.example";
const std::vector<Text> own = {Text::trusted("org.example"), Text::trusted("org.test")};

std::vector<AccountFinding> found(const std::vector<AccountEvent>& events) {
  return forwarding_findings(events, anna, own, built_in_account_policy());
}

std::vector<std::string> rules_of(const std::vector<AccountFinding>& findings) {
  std::vector<std::string> rules;
  for (const AccountFinding& finding : findings) rules.push_back(finding.rule);
  std::ranges::sort(rules);
  return rules;
}

struct Case {
  const char* name;
  const char* action;
  Named parameters;
  std::vector<std::string> rules;  // sorted
};

TEST(Forwarding, WhatIsFoundAndWhatIsNot) {
  const Case cases[] = {
      {"outside",
       "New-InboxRule",
       {{"Name", "Invoices"}, {"ForwardTo", "x@evil.example"}},
       {"forwards_outside"}},
      {"inside is told with little weight",
       "New-InboxRule",
       {{"Name", "To Bob"}, {"RedirectTo", "Bob <bob@org.test>"}},
       {"forwards_inside"}},
      {"as attachment",
       "Set-InboxRule",
       {{"Name", "a1"}, {"ForwardAsAttachmentTo", "smtp:x@evil.example"}},
       {"forwards_outside"}},
      {"no name, watches for money, deletes",
       "New-InboxRule",
       {{"Name", " . "},
        {"SubjectOrBodyContainsWords", "Payment;Lunch"},
        {"DeleteMessage", "True"}},
       {"rule_deletes", "rule_watches_words", "rule_without_name"}},
      {"hides",
       "New-InboxRule",
       {{"Name", "rss"}, {"MoveToFolder", "RSS Feeds"}, {"MarkAsRead", "True"}},
       {"rule_hides"}},
      {"an ordinary rule",
       "New-InboxRule",
       {{"Name", "Newsletters"}, {"FromAddressContainsWords", "news"}, {"MoveToFolder", "News"}},
       {}},
      {"a category without action",
       "New-InboxRule",
       {{"Name", ""}, {"BodyContainsWords", "invoice"}, {"ApplyCategory", "Red"}},
       {}},
      {"the mailbox",
       "Set-Mailbox",
       {{"ForwardingSmtpAddress", "smtp:x@evil.example"}, {"DeliverToMailboxAndForward", "False"}},
       {"forwards_outside", "keeps_no_copy"}},
      {"the mailbox, with a copy",
       "Set-Mailbox",
       {{"ForwardingSmtpAddress", "smtp:x@evil.example"}, {"DeliverToMailboxAndForward", "True"}},
       {"forwards_outside"}},
      {"forwarding is set to nothing", "Set-Mailbox", {{"ForwardingSmtpAddress", ""}}, {}},
      {"another setting", "Set-Mailbox", {{"DisplayName", "x@evil.example"}}, {}},
      {"transport rule",
       "New-TransportRule",
       {{"Name", "Copies"}, {"BlindCopyTo", "x@evil.example"}},
       {"transport_rule_outside"}},
      {"transport rule inside",
       "New-TransportRule",
       {{"Name", "Archive"}, {"BlindCopyTo", "archive@org.example"}},
       {}},
  };
  for (const Case& one : cases) {
    const auto findings = found({command("2026-06-15T10:00:00Z", one.action, one.parameters)});
    EXPECT_EQ(rules_of(findings), one.rules) << one.name;
  }
}

TEST(Forwarding, WhatOutlookWritesIsUnderstood) {
  AccountEvent event = command("2026-06-15T10:00:00Z", "UpdateInboxRules", {});
  event.raw = record_with(
      "OperationProperties",
      {{"RuleOperation", "AddMailboxRule"},
       {"RuleName", "x"},
       {"RuleActions", R"([{"ActionType":"Forward","Recipients":["x@evil.example"]}])"}});
  const auto findings = found({event});
  ASSERT_EQ(rules_of(findings), std::vector<std::string>{"forwards_outside"});
  EXPECT_EQ(findings[0].detail, "inbox rule 'x' forwards to x@evil.example");
  EXPECT_EQ(findings[0].action, "forwarding_off");
  EXPECT_EQ(findings[0].subject, "inbox rule x");
  EXPECT_EQ(findings[0].report_id, event.report_id);
}

TEST(Forwarding, WhatWasTakenBackIsFoundButNotInForce) {
  const auto lifted =
      found({command("2026-06-15T09:59:26Z", "Set-Mailbox",
                     {{"ForwardingSmtpAddress", "x@evil.example"}}),
             command("2026-06-15T09:59:37Z", "Set-Mailbox", {{"ForwardingSmtpAddress", ""}})});
  ASSERT_EQ(lifted.size(), 1U);
  EXPECT_EQ(lifted[0].detail,
            "the mailbox forwards all mail to x@evil.example; lifted 2026-06-15T09:59:37.000Z");
  EXPECT_EQ(lifted[0].action, "");

  const auto removed =
      found({command("2026-06-15T10:00:00Z", "New-InboxRule",
                     {{"Name", "a"}, {"ForwardTo", "x@e.example"}}),
             command("2026-06-15T11:00:00Z", "New-InboxRule",
                     {{"Name", "b"}, {"ForwardTo", "y@e.example"}}),
             command("2026-06-16T10:00:00Z", "Remove-InboxRule", {{"Identity", "A"}})});
  ASSERT_EQ(removed.size(), 2U);
  EXPECT_EQ(removed[0].action, "");
  EXPECT_EQ(removed[1].action, "forwarding_off");
}

TEST(Forwarding, AnotherMailboxIsNoMatterOfThisOne) {
  AccountEvent event =
      command("2026-06-15T10:00:00Z", "Set-Mailbox", {{"ForwardingSmtpAddress", "x@evil.example"}});
  event.mailbox = "bob@org.example";
  EXPECT_TRUE(found({event}).empty());
}

TEST(Forwarding, HostileRecordsAreReadToNothing) {
  AccountEvent event = command("2026-06-15T10:00:00Z", "New-InboxRule", {});
  for (const char* raw : {"", "[]", "{\"Parameters\":7}", "{\"Parameters\":\"[{\"}",
                          "{\"Parameters\":[1,{\"Name\":null,\"Value\":[[]]}]}"}) {
    event.raw = raw;
    EXPECT_TRUE(found({event}).empty()) << raw;
  }
}

TEST(Delegation, WhatIsFoundAndWhatIsNot) {
  const Case cases[] = {
      {"full access",
       "Add-MailboxPermission",
       {{"AccessRights", "FullAccess"}, {"User", "X/Users/Mallory"}},
       {"full_access_given"}},
      {"read permission alone",
       "Add-MailboxPermission",
       {{"AccessRights", "ReadPermission"}, {"User", "Mallory"}},
       {}},
      {"send as",
       "Add-RecipientPermission",
       {{"AccessRights", "SendAs"}, {"Trustee", "mallory@org.example"}},
       {"send_as_given"}},
      {"send on behalf",
       "Set-Mailbox",
       {{"GrantSendOnBehalfTo", "Mallory"}},
       {"send_on_behalf_given"}},
      {"a folder to all",
       "Set-MailboxFolderPermission",
       {{"Identity", "anna:\\Inbox"}, {"User", "Default"}, {"AccessRights", "Owner"}},
       {"folder_opened_to_all"}},
      {"a folder to one",
       "Add-MailboxFolderPermission",
       {{"Identity", "anna:\\Inbox"}, {"User", "bob"}, {"AccessRights", "Editor"}},
       {"folder_shared"}},
      {"free and busy times to all",
       "Set-MailboxFolderPermission",
       {{"Identity", "anna:\\Calendar"}, {"User", "Default"}, {"AccessRights", "AvailabilityOnly"}},
       {}},
      {"nothing to all",
       "Set-MailboxFolderPermission",
       {{"Identity", "anna:\\Calendar"}, {"User", "Everyone"}, {"AccessRights", "None"}},
       {}},
  };
  for (const Case& one : cases) {
    const std::vector<AccountEvent> events = {
        command("2026-06-15T10:00:00Z", one.action, one.parameters)};
    EXPECT_EQ(rules_of(delegation_findings(events)), one.rules) << one.name;
  }
}

TEST(Delegation, TheMailSystemsOwnGrantsAreNone) {
  AccountEvent event = command("2026-06-15T10:00:00Z", "Add-MailboxPermission",
                               {{"AccessRights", "FullAccess"}, {"User", "Discovery Management"}});
  event.account = "";
  EXPECT_TRUE(delegation_findings(std::vector{event}).empty());
}

TEST(Delegation, WhatWasTakenBackIsNotInForce) {
  const Named grant = {{"AccessRights", "FullAccess"}, {"User", "Mallory"}};
  const auto findings = delegation_findings(
      std::vector{command("2026-06-15T10:00:00Z", "Add-MailboxPermission", grant),
                  command("2026-06-15T11:00:00Z", "Remove-MailboxPermission", grant)});
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].action, "");
  EXPECT_NE(findings[0].detail.find("taken back 2026-06-15T11"), std::string::npos);
}

}  // namespace
}  // namespace backstamp::investigation
