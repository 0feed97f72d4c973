// Commands that reach outside: off until allowed, within bounds, values never read as code.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "http/server.h"
#include "investigation/playbook_commands/list.h"

namespace backstamp::investigation {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;

playbook::Command command(const std::string& type, const std::string& text,
                          const json& more = json::object()) {
  json all = more;
  all["type"] = type;
  all["command"] = text;
  return {.type = type, .command = text, .json = all.dump()};
}

playbook::Variables values(const std::string& value) {
  return {{"__x__", {.type = "string", .value = value}}};
}

playbook::Invocation invocation(const playbook::Definition* target = nullptr) {
  static const playbook::Step step;
  static const playbook::Document document;
  playbook::Invocation one;
  one.target = target;
  one.deadline = deadline_in(std::chrono::seconds(20));
  one.step = &step;
  one.document = &document;
  return one;
}

TEST(Bash, IsOffUntilItsTextIsAllowed) {
  const auto off = bash_commands({});
  EXPECT_THAT(off->refusal(command("bash", "id"), nullptr, nullptr), HasSubstr("not allowed"));
  EXPECT_FALSE(off->run(invocation(), command("bash", "id"), {}).succeeded);
  const auto on = bash_commands({"id"});
  EXPECT_THAT(on->refusal(command("bash", "id"), nullptr, nullptr), IsEmpty());
  EXPECT_THAT(on->refusal(command("bash", "id; id"), nullptr, nullptr), HasSubstr("not allowed"));
  const playbook::Definition elsewhere{
      .id = "linux--1", .type = "linux", .name = "web", .json = ""};
  EXPECT_THAT(on->refusal(command("bash", "id"), nullptr, &elsewhere), HasSubstr("this machine"));
  EXPECT_EQ(on->repeat(command("bash", "id")), playbook::Repeat::asked);
}

TEST(Bash, AValueIsNeverReadAsCode) {
  for (const std::string text : {"echo __x__:value", "echo \"__x__:value\""}) {
    const auto bash = bash_commands({text});
    for (const std::string value :
         {"$(echo hurt)", "; echo hurt", "`echo hurt`", "\"; echo hurt"}) {
      const auto outcome = bash->run(invocation(), command("bash", text), values(value));
      EXPECT_TRUE(outcome.succeeded) << outcome.why;
      EXPECT_EQ(outcome.out.at("__stdout__").value, value + "\n") << text;
    }
  }
}

TEST(Bash, ItsEndIsTold) {
  const auto bash =
      bash_commands({"echo out; echo err >&2; exit 3", "env", "yes | head -c 100000"});
  const auto failed =
      bash->run(invocation(), command("bash", "echo out; echo err >&2; exit 3"), {});
  EXPECT_FALSE(failed.succeeded);
  EXPECT_EQ(failed.why, "exit status 3");
  EXPECT_EQ(json::parse(failed.found)["output"], "out\n");
  const auto env = bash->run(invocation(), command("bash", "env"), {});
  EXPECT_THAT(env.out.at("__stdout__").value, testing::Not(HasSubstr("HOME=")));
  const auto much = bash->run(invocation(), command("bash", "yes | head -c 100000"), {});
  EXPECT_TRUE(much.succeeded);
  EXPECT_EQ(much.out.at("__stdout__").value.size(), 48u * 1024);
}

TEST(Bash, AStopKillsItAndWhatItStarted) {
  const std::string text = "sleep 1000 & sleep 1000";
  const auto bash = bash_commands({text});
  std::stop_source stop;
  playbook::Invocation one = invocation();
  one.stop = stop.get_token();
  const std::jthread later([&stop] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    stop.request_stop();
  });
  const auto outcome = bash->run(one, command("bash", text), {});
  EXPECT_FALSE(outcome.succeeded);
  EXPECT_THAT(outcome.why, HasSubstr("was stopped"));
}

TEST(Manual, AsksWithTheValuesThatAreWanted) {
  const auto manual = manual_commands();
  playbook::Step step;
  step.out_args = {"__x__", "__count__"};
  playbook::Document document;
  document.variables = {{"__count__", {.type = "integer", .value = ""}}};
  playbook::Invocation one = invocation();
  one.step = &step;
  one.document = &document;
  const auto outcome =
      manual->run(one, command("manual", "How often did __x__:value call?"), values("eve"));
  ASSERT_TRUE(outcome.question);
  const json question = json::parse(*outcome.question);
  EXPECT_EQ(question["text"], "How often did eve call?");
  EXPECT_EQ(question["values"][1]["name"], "__count__");
  EXPECT_EQ(question["values"][1]["type"], "integer");
  EXPECT_THAT(manual->refusal(command("manual", ""), nullptr, nullptr), HasSubstr("no text"));
}

// A server that tells what it was asked.
class HttpApi : public testing::Test {
 protected:
  void SetUp() override {
    auto listening = http::Server::listen(
        http::TcpEndpoint{"127.0.0.1", 0}, {},
        [this](const http::Request& request, http::Responder& responder) {
          asked_ = request;
          const int status = request.target.starts_with("/api/gone") ? 404 : 200;
          responder.send({.status = status, .fields = {}, .body = "pong"});
        });
    ASSERT_TRUE(listening) << listening.error().what;
    server_ = std::move(*listening);
    base_ = "http://" + http::text_of(server_->endpoint());
    target_ = {.id = "http-api--1",
               .type = "http-api",
               .name = "us",
               .json = json{{"address", {{"url", {base_}}}}}.dump()};
  }

  std::unique_ptr<http::Server> server_;
  http::Request asked_;
  std::string base_;
  playbook::Definition target_;
};

TEST_F(HttpApi, IsOffUntilItsAddressIsAllowed) {
  const playbook::Command get = command("http-api", "GET /api/x HTTP/1.1");
  const auto refusal = [&](const std::string& allowed) {
    return http_api_commands({.allowed = {allowed}})->refusal(get, nullptr, &target_);
  };
  EXPECT_THAT(http_api_commands({})->refusal(get, nullptr, &target_), HasSubstr("not allowed"));
  EXPECT_THAT(refusal(base_ + "/other/"), HasSubstr("not allowed"));
  EXPECT_THAT(refusal(base_), HasSubstr("not allowed"));  // names no place: 127.0.0.1:80 and :8080
  EXPECT_THAT(refusal(base_ + "/api/"), IsEmpty());
  const auto on = http_api_commands({.allowed = {base_ + "/api/"}});
  EXPECT_THAT(on->refusal(command("http-api", "GET /__x__:value HTTP/1.1"), nullptr, &target_),
              HasSubstr("not allowed"));
  EXPECT_THAT(on->refusal(command("http-api", "look there"), nullptr, &target_),
              HasSubstr("looks like"));
  EXPECT_THAT(on->refusal(get, nullptr, nullptr), HasSubstr("needs a target"));
}

TEST_F(HttpApi, SendsWhatItSaysAndTellsTheAnswer) {
  const auto on = http_api_commands({.allowed = {base_ + "/api/"}});
  const playbook::Command post =
      command("http-api", "POST /api/find?q=__x__:value HTTP/1.1",
              {{"headers", {{"X-Case", {"about __x__:value"}}}}, {"content", "[__x__:value]"}});
  const auto outcome = on->run(invocation(&target_), post, values("a&b=c/../d"));
  EXPECT_TRUE(outcome.succeeded) << outcome.why;
  EXPECT_EQ(asked_.method, "POST");
  EXPECT_EQ(asked_.target, "/api/find?q=a%26b%3Dc%2F..%2Fd");
  EXPECT_EQ(asked_.field("X-Case"), "about a&b=c/../d");
  EXPECT_EQ(asked_.body, "[a&b=c/../d]");
  EXPECT_EQ(outcome.out.at("__http_status__").value, "200");
  EXPECT_EQ(outcome.out.at("__http_body__").value, "pong");
  EXPECT_THAT(outcome.asked, testing::Not(HasSubstr("a&b")));  // values may be secret
  EXPECT_EQ(on->repeat(post), playbook::Repeat::asked);
}

TEST_F(HttpApi, NobodyLeavesWhatIsAllowed) {
  const auto on = http_api_commands({.allowed = {base_ + "/api/"}});
  for (const std::string path : {"/api/../x", "/api/%2e%2E/x", "/api/.", "/api/a/.%2e"}) {
    EXPECT_THAT(on->refusal(command("http-api", "GET " + path + " HTTP/1.1"), nullptr, &target_),
                HasSubstr("climb"))
        << path;
  }
  const auto climbing =
      on->run(invocation(&target_), command("http-api", "GET /api/__x__:value/x"), values(".."));
  EXPECT_THAT(climbing.why, HasSubstr("climb"));
}

TEST_F(HttpApi, FailuresAreTold) {
  const auto on = http_api_commands({.allowed = {base_ + "/api/"}});
  const auto gone =
      on->run(invocation(&target_), command("http-api", "GET /api/gone HTTP/1.1"), {});
  EXPECT_FALSE(gone.succeeded);
  EXPECT_EQ(gone.why, "answered with 404");
  const playbook::Command split =
      command("http-api", "GET /api/x HTTP/1.1", {{"headers", {{"X-Case", {"__x__:value"}}}}});
  EXPECT_THAT(on->run(invocation(&target_), split, values("a\r\nX-More: b")).why,
              HasSubstr("control character"));
  server_->stop();
  EXPECT_FALSE(
      on->run(invocation(&target_), command("http-api", "GET /api/x HTTP/1.1"), {}).succeeded);
}

}  // namespace
}  // namespace backstamp::investigation
