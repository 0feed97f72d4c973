#include "intake/event.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace backstamp::intake {
namespace {

using Json = nlohmann::json;

const Countries& nowhere() {
  static const Countries none("/nonexistent");
  return none;
}

Json row_of(const Result<Event>& event, std::string_view table) {
  EXPECT_TRUE(event.has_value()) << (event ? "" : event.error().what);
  if (!event) return Json::object();
  for (const EventRow& row : event->rows) {
    if (row.table == table) return Json::parse(row.json);
  }
  return Json::object();
}

TEST(BareAddress, FormsThatRecordsWrite) {
  const std::pair<const char*, const char*> cases[] = {
      {"10.11.12.13", "10.11.12.13"},
      {"10.11.12.13:12345", "10.11.12.13"},
      {"[10.11.12.13]:12345", "10.11.12.13"},
      {"::ffff:10.11.12.13", "10.11.12.13"},
      {"[::ffff:10.11.12.13]:12345", "10.11.12.13"},
      {"2001:DB8::ABCD", "2001:db8::abcd"},
      {"[2001:db8::abcd]:443", "2001:db8::abcd"},
      {"", ""},
      {"[", ""},
      {"<null>", ""},
      {"host.example", ""},
      {"1.2.3", ""}};
  for (const auto& [written, expected] : cases) EXPECT_EQ(bare_address(written), expected);
}

TEST(Office365Event, AnInboxRuleNamesActorAndMailbox) {
  const auto event = office365_event(
      R"({"CreationTime":"2026-06-15T10:09:55","Id":"D1228274-445d-4f6d-7c44-08d92fe5b9a5",
          "Operation":"New-InboxRule","UserType":2,"Workload":"Exchange",
          "ClientIP":"192.0.2.1:52378","ObjectId":"anna\\Rule","UserId":"Anna@Org.example",
          "OrganizationName":"org.example",
          "Parameters":[{"Name":"ForwardTo","Value":"x@evil.example"}]})",
      nowhere());
  const Json row = row_of(event, "CloudAppEvents");
  EXPECT_EQ(event->key, "d1228274-445d-4f6d-7c44-08d92fe5b9a5");
  EXPECT_EQ(row["EventKey"], event->key);
  EXPECT_EQ(row["Timestamp"], "2026-06-15T10:09:55.000Z");
  EXPECT_EQ(row["ActionType"], "New-InboxRule");
  EXPECT_EQ(row["Application"], "Microsoft Exchange Online");
  EXPECT_EQ(row["AccountId"], "Anna@Org.example");
  EXPECT_EQ(row["AccountUpn"], "anna@org.example");
  EXPECT_EQ(row["TargetMailbox"], "anna@org.example");
  EXPECT_EQ(row["IPAddress"], "192.0.2.1");
  EXPECT_EQ(row["AccountType"], "Admin");
  const Json raw = Json::parse(row["RawEventData"].get<std::string>());
  EXPECT_EQ(raw["Parameters"][0]["Value"], "x@evil.example");
  EXPECT_EQ(event->rows.size(), 1U);
}

TEST(Office365Event, TheMailboxIsTheOneThatWasChanged) {
  const auto target = [](const std::string& object, const std::string& more = "") {
    const Json row =
        row_of(office365_event(R"({"CreationTime":"2026-06-15T10:09:55","Operation":"Set-Mailbox",
          "Workload":"Exchange","UserId":"admin@org.example","OrganizationName":"Org.example",
          "ObjectId":)" + Json(object).dump() +
                                   more + "}",
                               nowhere()),
               "CloudAppEvents");
    return row["TargetMailbox"].get<std::string>();
  };
  EXPECT_EQ(target("anna@org.example"), "anna@org.example");
  EXPECT_EQ(target("Bob"), "bob@org.example");
  EXPECT_EQ(target("EUR.PROD/Hosted Organizations/org.example/Carol"), "carol@org.example");
  EXPECT_EQ(target("admin"), "admin@org.example");
  EXPECT_EQ(target("Discovery Mailbox{1}"), "admin@org.example");
  EXPECT_EQ(target("x", R"(,"MailboxOwnerUPN":"Dave@org.example")"), "dave@org.example");
}

TEST(Office365Event, SignInsAndClicksHaveRowsOfTheirOwn) {
  const auto failed = office365_event(
      R"({"CreationTime":"2026-06-15T12:46:19","Id":"2f1228274","Operation":"UserLoginFailed",
          "Workload":"AzureActiveDirectory","UserId":"anna@org.example","ClientIP":"192.0.2.7",
          "UserKey":"9d8001cb-a159-4252-a3a1-c2dc689f322a","LogonError":"InvalidUserNameOrPassword",
          "ExtendedProperties":[{"Name":"UserAgent","Value":"Firefox/69"},
                                {"Name":"RequestType","Value":"Login:login"}],
          "DeviceProperties":[{"Name":"OS","Value":"Windows 10"}]})",
      nowhere());
  const Json logon = row_of(failed, "IdentityLogonEvents");
  EXPECT_EQ(logon["ActionType"], "LogonFailed");
  EXPECT_EQ(logon["FailureReason"], "InvalidUserNameOrPassword");
  EXPECT_EQ(logon["AccountObjectId"], "9d8001cb-a159-4252-a3a1-c2dc689f322a");
  EXPECT_EQ(logon["UserAgent"], "Firefox/69");
  EXPECT_EQ(logon["OSPlatform"], "Windows 10");
  EXPECT_TRUE(failed->key.starts_with("record-"));

  const auto clicked = office365_event(
      R"({"CreationTime":"2026-07-07T10:10:52","Id":"47bf7844-15bf-4cf2-91a3-15b32ceb89b5",
          "Operation":"TIUrlClickData","UserId":"anna@org.example","Workload":"ThreatIntelligence",
          "AppName":"Mail","SourceId":"8A8634D0-d803-4bc9-b221-2863bff6a001","UserIp":"192.0.2.9",
          "TimeOfClick":"2026-07-07T09:33:33","Url":"https://evil.example/","URLClickAction":4})",
      nowhere());
  const Json click = row_of(clicked, "UrlClickEvents");
  EXPECT_EQ(click["Timestamp"], "2026-07-07T09:33:33.000Z");
  EXPECT_EQ(click["NetworkMessageId"], "8a8634d0-d803-4bc9-b221-2863bff6a001");
  EXPECT_EQ(click["ActionType"], "ClickAllowed");
  EXPECT_EQ(click["IsClickedThrough"], true);
  EXPECT_EQ(click["Workload"], "Email");
  EXPECT_EQ(click["IPAddress"], "192.0.2.9");
}

TEST(Office365Event, RowsOfTheActivityTableAreTheSameRecord) {
  const Json row =
      row_of(office365_event(
                 R"({"TimeGenerated [UTC]":"4/28/2026, 2:33:14.000 PM","Operation":"New-InboxRule",
              "OfficeWorkload":"Exchange","UserType":"Admin","UserId":"Adele@org.example",
              "OfficeId":"5fe96415-d129-4e4b-64b7-08d90a528ec7","ClientIP":"192.0.2.3:1",
              "OfficeObjectId":"X/org.example/Adele\\junk","OrganizationName":"org.example"})",
                 nowhere()),
             "CloudAppEvents");
  EXPECT_EQ(row["Timestamp"], "2026-04-28T14:33:14.000Z");
  EXPECT_EQ(row["ReportId"], "5fe96415-d129-4e4b-64b7-08d90a528ec7");
  EXPECT_EQ(row["TargetMailbox"], "adele@org.example");
  EXPECT_EQ(row["AccountType"], "Admin");
}

TEST(Office365Event, WhatIsMissingIsSaid) {
  const std::pair<const char*, const char*> cases[] = {
      {"[]", "no JSON object"},
      {"{\"a\":", "no JSON object"},
      {R"({"Operation":"Send","UserId":"a"})", "no CreationTime"},
      {R"({"CreationTime":"2023-10-10T17:08:65","Operation":"Send","UserId":"a"})",
       "unreadable CreationTime"},
      {R"({"CreationTime":"0001-01-01T00:00:00","Operation":"Send","UserId":"a"})",
       "unreadable CreationTime"},
      {R"({"CreationTime":"2023-10-10T17:08:05","UserId":"a"})", "no Operation"},
      {R"({"CreationTime":"2023-10-10T17:08:05","Operation":"Send"})", "no UserId"}};
  for (const auto& [json, why] : cases) {
    const auto event = office365_event(json, nowhere());
    ASSERT_FALSE(event.has_value()) << json;
    EXPECT_EQ(event.error().what, why);
  }
}

TEST(HuntingEvent, RowsAreHeldToTheirTable) {
  const auto event = hunting_event(
      R"({"Table":"DeviceFileEvents","Timestamp":"2026-01-02T03:04:05.1234567Z","DeviceId":"d1",
          "FileName":"a.exe","SHA256":"00","FileSize":"123","IsAzureInfoProtectionApplied":"true",
          "MachineGroup":"x","AdditionalFields":{"a":1},"FileOriginUrl":null})");
  const Json row = row_of(event, "DeviceFileEvents");
  EXPECT_EQ(row["FileSize"], 123);
  EXPECT_EQ(row["IsAzureInfoProtectionApplied"], true);
  EXPECT_EQ(row["AdditionalFields"], "{\"a\":1}");
  EXPECT_FALSE(row.contains("MachineGroup"));
  EXPECT_FALSE(row.contains("FileOriginUrl"));

  const std::pair<const char*, const char*> cases[] = {
      {R"({"Timestamp":"2026-01-02T03:04:05Z"})", "no Table"},
      {R"({"Table":"EmailEvents","Timestamp":"2026-01-02T03:04:05Z"})", "no events go into table"},
      {R"({"Table":"DeviceFileEvents"})", "no Timestamp"},
      {R"({"Table":"DeviceFileEvents","Timestamp":"yesterday"})", "column Timestamp: is no time"},
      {R"({"Table":"DeviceFileEvents","Timestamp":"2026-01-02T03:04:05Z","FileSize":"big"})",
       "column FileSize: is no whole number"}};
  for (const auto& [json, why] : cases) {
    const auto refused = hunting_event(json);
    ASSERT_FALSE(refused.has_value()) << json;
    EXPECT_TRUE(refused.error().what.starts_with(why)) << refused.error().what;
  }
}

TEST(HuntingEvent, AStreamedRecordIsKnownByTheRecordInside) {
  const auto streamed = hunting_event(
      R"({"time":"2026-09-29T11:45:09.7Z","category":"AdvancedHunting-CloudAppEvents",
          "properties":{"ActionType":"New-InboxRule","AccountDisplayName":"Anna@org.example",
          "ISP":"net","RawEventData":{"Id":"22222222-2222-2222-2222-222222222222"}}})");
  const Json row = row_of(streamed, "CloudAppEvents");
  EXPECT_EQ(streamed->key, "22222222-2222-2222-2222-222222222222");
  EXPECT_EQ(row["Isp"], "net");
  EXPECT_EQ(row["AccountUpn"], "anna@org.example");
  EXPECT_EQ(row["Timestamp"], "2026-09-29T11:45:09.700Z");
}

TEST(HuntingEvent, EqualRowsAreOneEventAndOthersAreNot) {
  const std::string row =
      R"({"Table":"UrlClickEvents","Timestamp":"2026-01-02T03:04:05Z","Url":"https://a/",)";
  const auto one = hunting_event(row + R"("AccountUpn":"A@b.example"})");
  const auto same = hunting_event(row + R"("AccountUpn":"a@b.example"})");
  const auto other = hunting_event(row + R"("AccountUpn":"c@b.example"})");
  ASSERT_TRUE(one && same && other);
  EXPECT_EQ(one->key, same->key);
  EXPECT_NE(one->key, other->key);
}

TEST(Countries, KnowWhatTheDatabaseKnows) {
  const Countries countries;
  if (!countries.any()) GTEST_SKIP() << "geoip-database is not installed: ran on nothing";
  EXPECT_EQ(countries.of("193.0.6.139"), "NL");  // the registry of European addresses
  EXPECT_EQ(countries.of("10.0.0.1"), "");
  EXPECT_EQ(countries.of("no address"), "");
  EXPECT_EQ(nowhere().of("193.0.6.139"), "");
}

}  // namespace
}  // namespace backstamp::intake
