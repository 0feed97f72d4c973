// Secrets are named by playbooks, kept in files, bound to where they may go, and never shown.
#include "investigation/playbook_commands/credentials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "http/tls_server_process.h"
#include "investigation/playbook_commands/list.h"

namespace backstamp::investigation {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

playbook::Definition target(const std::string& url, const json& authentication) {
  return {.id = "http-api--1",
          .type = "http-api",
          .name = "us",
          .json = json{{"address", {{"url", {url}}}}}.dump(),
          .authentication = authentication.dump()};
}

json named(const std::string& type, const std::string& name, const json& more = json::object()) {
  json all = {{"type", type}, {"kms", true}, {"kms_key_identifier", name}};
  all.update(more);
  return all;
}

class CredentialsOf : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = "/tmp/bs-secret-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    ASSERT_TRUE(write_file(folder_ / "secret", "opensesame42\n"));
    ASSERT_TRUE(write_file(folder_ / "both", "anna:opensesame42\n"));
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  Credentials credentials() {
    const std::string file = (folder_ / "secret").string();
    auto made = Credentials::of({"web https://fw.example.org/api/ " + file,
                                 "both https://fw.example.org/ " + (folder_ / "both").string(),
                                 "lost https://fw.example.org/ " + (folder_ / "lost").string(),
                                 "shell ssh://anna@mx1:22 " + file});
    EXPECT_TRUE(made) << made.error().what;
    return std::move(*made);
  }

  std::filesystem::path folder_;
};

TEST_F(CredentialsOf, AreBoundToWhereTheyMayGo) {
  const Credentials all = credentials();
  const auto refusal = [&](const json& authentication, const std::string& where) {
    return all.refusal(target("", authentication), where);
  };
  EXPECT_THAT(refusal(named("oauth2", "web"), "https://fw.example.org/api/x"), IsEmpty());
  EXPECT_THAT(refusal(named("oauth2", "web"), "https://fw.example.org/other"),
              HasSubstr("may not be used"));
  EXPECT_THAT(refusal(named("oauth2", "web"), "https://evil.example/api/"),
              HasSubstr("may not be used"));
  EXPECT_THAT(refusal(named("user-auth", "shell"), "ssh://anna@mx1:22"), IsEmpty());
  EXPECT_THAT(refusal(named("user-auth", "shell"), "ssh://anna@mx1:222"),
              HasSubstr("may not be used"));
  EXPECT_THAT(refusal(named("oauth2", "other"), "https://fw.example.org/api/"),
              HasSubstr("may not be used"));
}

TEST_F(CredentialsOf, SecretsInPlaybooksAreRefused) {
  const Credentials all = credentials();
  for (const json& authentication :
       {json{{"type", "http-basic"}, {"user_id", "anna"}, {"password", "x"}},
        named("oauth2", "web", {{"token", "x"}})}) {
    EXPECT_THAT(all.refusal(target("", authentication), "https://fw.example.org/api/"),
                HasSubstr("holds a secret"));
  }
  EXPECT_THAT(all.refusal(target("", {{"type", "http-basic"}, {"user_id", "anna"}}), ""),
              HasSubstr("names no secret"));
  EXPECT_THAT(all.refusal(target("", named("kerberos", "web")), "https://fw.example.org/api/"),
              HasSubstr("is not known"));
}

TEST_F(CredentialsOf, AreReadWhenTheyAreNeeded) {
  const Credentials all = credentials();
  const std::string where = "https://fw.example.org/api/";
  const auto token = all.login(target("", named("oauth2", "web")), where);
  ASSERT_TRUE(token) << token.error().what;
  EXPECT_EQ(token->secret, "opensesame42");
  const auto both = all.login(target("", named("http-basic", "both")), where);
  EXPECT_EQ(both->user, "anna");
  EXPECT_EQ(both->secret, "opensesame42");
  const auto given = all.login(target("", named("http-basic", "web", {{"user_id", "eve"}})), where);
  EXPECT_EQ(given->user, "eve");
  EXPECT_THAT(all.login(target("", named("http-basic", "web")), where).error().what,
              HasSubstr("USER:PASSWORD"));
  const auto lost = all.login(target("", named("oauth2", "lost")), where);
  EXPECT_THAT(lost.error().what, HasSubstr("secret lost can't be read"));
  EXPECT_THAT(lost.error().what, Not(HasSubstr(folder_.string())));
}

TEST(CredentialLines, AreCheckedAtTheStart) {
  for (const std::string line :
       {"name", "name https://host/ relative", "name https://host /file", "name http://host/ /file",
        "name ftp://host/ /file", "name ssh://host:22 /file"}) {
    EXPECT_FALSE(Credentials::of({line})) << line;
  }
}

TEST(Secrets, AreNotShown) {
  EXPECT_EQ(without_secrets("a opensesame42 b opensesame42", {"opensesame42"}), "a *** b ***");
  EXPECT_EQ(without_secrets("abc", {"", "b"}), "abc");
}

// Over real TLS: the secret arrives, and is neither in the answer nor in the log of the step.
TEST_F(CredentialsOf, ArriveAndAreNotTold) {
  const http::TlsServerProcess server;
  ASSERT_NE(server.port(), 0);
  const std::string base = "https://" + server.host();
  const std::string file = (folder_ / "secret").string();
  auto kept = Credentials::of({"web " + base + "/ " + file});
  ASSERT_TRUE(kept) << kept.error().what;
  const HttpReach reach{.allowed = {base + "/api/"},
                        .credentials = std::make_shared<const Credentials>(*kept),
                        .ca_file = server.ca_file()};
  const playbook::Command get{.type = "http-api",
                              .command = "GET /api/x HTTP/1.1",
                              .json = R"({"type":"http-api","command":"GET /api/x HTTP/1.1"})"};
  playbook::Invocation one;
  one.deadline = deadline_in(std::chrono::seconds(20));
  for (const std::string type : {"oauth2", "http-basic"}) {
    const auto us = target(base, named(type, "web", {{"user_id", "anna"}}));
    one.target = &us;
    const auto outcome = http_api_commands(reach)->run(one, get, {});
    ASSERT_TRUE(outcome.succeeded) << outcome.why;
    const json asked = json::parse(outcome.out.at("__http_body__").value);
    EXPECT_THAT(asked["headers"]["Authorization"].get<std::string>(), HasSubstr("***"));
    for (const std::string& text : {outcome.asked, outcome.found, outcome.why}) {
      EXPECT_THAT(text, Not(HasSubstr("opensesame42")));
      EXPECT_THAT(text, Not(HasSubstr("YW5uYTpvcGVuc2VzYW1lNDI")));  // anna:opensesame42
    }
  }
  const auto plain = target("http://" + server.host(), named("oauth2", "web"));
  const HttpReach everywhere{.allowed = {"http://" + server.host() + "/"},
                             .credentials = reach.credentials};
  EXPECT_THAT(http_api_commands(everywhere)->refusal(get, nullptr, &plain),
              HasSubstr("https alone"));
  playbook::Definition unknown = target(base, nullptr);
  unknown.authentication.clear();
  one.target = &unknown;
  const HttpReach unverified{.allowed = {base + "/api/"}};
  EXPECT_THAT(http_api_commands(unverified)->run(one, get, {}).why, HasSubstr("is not accepted"));
}

}  // namespace
}  // namespace backstamp::investigation
