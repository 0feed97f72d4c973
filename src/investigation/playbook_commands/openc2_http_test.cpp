// OpenC2 commands as they go out, and what consumers answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "http/server.h"
#include "investigation/playbook_commands/list.h"
#include "playbook/base64.h"

namespace backstamp::investigation {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;

playbook::Command command(const std::string& content,
                          const std::string& line = "POST /openc2 HTTP/1.1") {
  const json all = {{"type", "openc2-http"},
                    {"command", line},
                    {"content_b64", playbook::encode_base64(content)}};
  return {.type = "openc2-http", .command = line, .json = all.dump()};
}

const std::string deny = R"({"action":"deny","target":{"ipv4_net":"__ip__:value"}})";

class OpenC2 : public testing::Test {
 protected:
  void SetUp() override {
    auto listening =
        http::Server::listen(http::TcpEndpoint{"127.0.0.1", 0}, {},
                             [this](const http::Request& request, http::Responder& responder) {
                               asked_ = request;
                               responder.send({.status = 200, .fields = {}, .body = answer_});
                             });
    ASSERT_TRUE(listening) << listening.error().what;
    server_ = std::move(*listening);
    base_ = "http://" + http::text_of(server_->endpoint());
    target_ = {.id = "http-api--1",
               .type = "http-api",
               .name = "firewall",
               .json = json{{"address", {{"url", {base_}}}}}.dump()};
    commands_ = openc2_http_commands({.allowed = {base_ + "/openc2"}});
  }

  playbook::CommandOutcome run(const std::string& answer, const playbook::Variables& in = {
                                                              {"__ip__", {.value = "192.0.2.7"}}}) {
    answer_ = answer;
    playbook::Invocation one;
    one.target = &target_;
    one.id = "action--1";
    one.deadline = deadline_in(std::chrono::seconds(20));
    return commands_->run(one, command(deny), in);
  }

  std::string answer_, base_;
  http::Request asked_;
  std::unique_ptr<http::Server> server_;
  playbook::Definition target_;
  CommandsOfType commands_;
};

TEST_F(OpenC2, IsOffUntilItsAddressIsAllowed) {
  EXPECT_THAT(openc2_http_commands({})->refusal(command(deny), nullptr, &target_),
              HasSubstr("\"openc2-http URL\""));
  EXPECT_THAT(commands_->refusal(command(deny), nullptr, &target_), IsEmpty());
  EXPECT_EQ(commands_->repeat(command(deny)), playbook::Repeat::asked);
}

TEST_F(OpenC2, WhatIsNoOpenC2CommandIsRefusedAtLoad) {
  const auto refusal = [&](const std::string& content) {
    return commands_->refusal(command(content), nullptr, &target_);
  };
  EXPECT_THAT(refusal("not JSON"), HasSubstr("no action"));
  EXPECT_THAT(refusal(R"({"action":"deny"})"), HasSubstr("target"));
  EXPECT_THAT(refusal(R"({"action":"deny","target":{"a":1,"b":2}})"), HasSubstr("one member"));
  EXPECT_THAT(refusal(R"({"action":"deny","target":{"x":__ip__:value}})"), IsEmpty());
  EXPECT_THAT(commands_->refusal(command(deny, "GET /openc2"), nullptr, &target_),
              HasSubstr("POST"));
  const playbook::Command empty{.type = "openc2-http", .command = "POST /openc2", .json = "{}"};
  EXPECT_THAT(commands_->refusal(empty, nullptr, &target_), HasSubstr("no content_b64"));
}

TEST_F(OpenC2, AValueStaysInItsPlace) {
  run(R"({"status":200})", {{"__ip__", {.value = "\"}, \"x\": {\""}}});
  const json sent = json::parse(asked_.body);
  EXPECT_EQ(sent["target"]["ipv4_net"], "\"}, \"x\": {\"");
  EXPECT_EQ(sent.size(), 2u);
  EXPECT_EQ(asked_.field("Content-Type"), "application/openc2-cmd+json;version=1.0");
  EXPECT_TRUE(asked_.field("X-Request-ID"));
}

TEST_F(OpenC2, TheConsumersStatusDecides) {
  const auto done = run(R"({"status":200,"results":{"slpf":{"rule_number":7}}})");
  EXPECT_TRUE(done.succeeded) << done.why;
  EXPECT_EQ(done.out.at("__openc2_status__").value, "200");
  EXPECT_EQ(json::parse(done.out.at("__openc2_results__").value)["slpf"]["rule_number"], 7);
  EXPECT_TRUE(run(R"({"status":102,"status_text":"queued"})").succeeded);
  const auto refused = run(R"({"status":501,"status_text":"no such target"})");
  EXPECT_FALSE(refused.succeeded);
  EXPECT_EQ(refused.why, "the consumer answered 501: no such target");
  EXPECT_FALSE(
      run(R"({"body":{"openc2":{"response":{"status":400}}}})").succeeded);  // transfer 1.1
}

}  // namespace
}  // namespace backstamp::investigation
