#include "cli/replies.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/answer.h"
#include "cli/table.h"

namespace backstamp::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Reply {
  std::string investigation, reply, invocation, comment;
  std::vector<std::string> values;  // NAME=VALUE
};

std::string path_of(const Reply& reply, const std::string& below) {
  return "/api/v1/investigations/" + http::percent_encode(reply.investigation) + below;
}

int list(const Context& context, const Reply& reply) {
  const auto connection = Connection::open(context);
  if (!connection) return complain(connection.error());
  const auto questions = read_list(*connection, path_of(reply, "/questions"), 1'000);
  if (!questions) return complain(questions.error());
  for (const Json& one : *questions) {
    if (context.json) {
      std::printf("%s\n", one.dump().c_str());
      continue;
    }
    const Json question = one.value("question", Json::object());
    std::printf("%s\n  %s: %s\n", shown(text_of(one, "invocation")).c_str(),
                shown(text_of(one, "step")).c_str(), shown(text_of(question, "text")).c_str());
    for (const Json& value : question.value("values", Json::array())) {
      std::printf("  --value %s=...  (%s)\n", shown(text_of(value, "name")).c_str(),
                  shown(text_of(value, "type")).c_str());
    }
  }
  return 0;
}

Result<Json> body_of(const Reply& reply) {
  Json values = Json::object();
  for (const std::string& value : reply.values) {
    const auto equals = value.find('=');
    if (equals == value.npos) {
      return fail(Fault::invalid, "--value " + value + ": write NAME=VALUE");
    }
    values[value.substr(0, equals)] = value.substr(equals + 1);
  }
  return Json{{"reply", reply.reply},
              {"invocation", reply.invocation},
              {"values", values},
              {"comment", reply.comment},
              {"by", operator_name()}};
}

int send(const Context& context, const Reply& reply) {
  const auto body = body_of(reply);
  if (!body) return complain(body.error());
  const auto connection = Connection::open(context);
  if (!connection) return complain(connection.error());
  const auto answer = connection->post(path_of(reply, "/replies"), body->dump());
  if (!answer) return complain(answer.error());
  if (context.json) std::printf("%s\n", answer->c_str());
  return 0;
}

void add_run_reply(CLI::App& playbook, Context& context, const std::string& name,
                   const std::string& about) {
  auto reply = std::make_shared<Reply>();
  reply->reply = name;
  CLI::App* say = playbook.add_subcommand(name, about);
  say->add_option("INVESTIGATION", reply->investigation)->required();
  say->add_option("--comment", reply->comment, "kept in the journal");
  say->callback([&context, reply] { context.status = send(context, *reply); });
}

}  // namespace

void add_replies(CLI::App& playbook, Context& context) {
  auto reply = std::make_shared<Reply>();
  CLI::App* questions =
      playbook.add_subcommand("questions", "what the steps of an investigation wait for");
  questions->add_option("INVESTIGATION", reply->investigation)->required();
  questions->callback([&context, reply] { context.status = list(context, *reply); });
  add_run_reply(playbook, context, "pause", "begin no further step until resume");
  add_run_reply(playbook, context, "resume", "go on with a run that was paused");
  add_run_reply(playbook, context, "cancel", "end a run");
  CLI::App* say = playbook.add_subcommand("reply", "answer a step that waits");
  say->add_option("INVESTIGATION", reply->investigation)->required();
  say->add_option("REPLY", reply->reply, "succeeded, failed or repeat")->required();
  say->add_option("INVOCATION", reply->invocation, "of the step, from questions");
  say->add_option("--value", reply->values, "NAME=VALUE of a variable that is asked for");
  say->add_option("--comment", reply->comment, "kept in the journal");
  say->callback([&context, reply] { context.status = send(context, *reply); });
}

}  // namespace backstamp::cli
