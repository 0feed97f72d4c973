#include "cli/playbook_run.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/answer.h"
#include "cli/table.h"

namespace backstamp::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Wanted {
  std::string playbook, message;
  bool dry = false;
};

void print_steps(const Json& steps) {
  for (const Json& step : steps) {
    const std::string name = text_of(step, step.value("step", "").empty() ? "invocation" : "step");
    std::printf("%-10s %s", text_of(step, "status").c_str(), shown(name).c_str());
    if (!text_of(step, "command").empty()) {
      std::printf(" [%s]", shown(text_of(step, "command")).c_str());
    }
    if (step.contains("would")) std::printf(": would %s", shown(text_of(step, "would")).c_str());
    if (step.contains("why")) std::printf(": %s", shown(text_of(step, "why")).c_str());
    std::printf("\n");
  }
}

void print_dry_run(const Json& answer) {
  print_steps(answer.value("steps", Json::array()));
  for (const Json& one : answer.value("evidence", Json::array())) {
    std::printf("finds      %s %s: %s\n", shown(text_of(one, "kind")).c_str(),
                shown(text_of(one, "value")).c_str(), shown(text_of(one, "verdict")).c_str());
  }
  for (const Json& one : answer.value("clusters", Json::array())) {
    std::printf("finds      %s copies by %s: %s\n", one.value("copies", Json(0)).dump().c_str(),
                shown(text_of(one, "cluster_by")).c_str(), shown(text_of(one, "verdict")).c_str());
  }
  for (const Json& one : answer.value("recommendations", Json::array())) {
    std::printf("recommends %s (%s copies)\n", shown(text_of(one, "title")).c_str(),
                one.value("copies", Json(0)).dump().c_str());
  }
  std::printf("the run would be %s%s%s; nothing was changed\n", text_of(answer, "status").c_str(),
              text_of(answer, "why").empty() ? "" : ": ", shown(text_of(answer, "why")).c_str());
}

int try_out(const Context& context, const Connection& connection, const Wanted& wanted) {
  const auto body =
      connection.post("/api/v1/playbooks/" + http::percent_encode(wanted.playbook) + "/dry-run",
                      Json{{"message", wanted.message}}.dump());
  if (!body) return complain(body.error());
  const auto answer = read_answer(*body);
  if (!answer) return complain(answer.error());
  if (context.json) {
    std::printf("%s\n", answer->dump().c_str());
  } else {
    print_dry_run(*answer);
  }
  return answer->value("status", "") == "finished" ? 0 : 1;
}

int run(const Context& context, const Wanted& wanted) {
  const auto connection = Connection::open(context);
  if (!connection) return complain(connection.error());
  if (wanted.dry) return try_out(context, *connection, wanted);
  const Json request = {
      {"message", wanted.message}, {"playbook", wanted.playbook}, {"by", operator_name()}};
  const auto body = connection->post("/api/v1/investigations", request.dump());
  if (!body) return complain(body.error());
  const auto raised = read_answer(*body);
  if (!raised) return complain(raised.error());
  const std::string text = context.json ? raised->dump() : text_of(*raised, "investigation_id");
  std::printf("%s\n", text.c_str());
  return 0;
}

}  // namespace

void add_playbook_run(CLI::App& playbook, Context& context) {
  auto wanted = std::make_shared<Wanted>();
  CLI::App* one = playbook.add_subcommand("run", "run a playbook about a message in a mailbox");
  one->add_option("ID", wanted->playbook, "of the playbook")->required();
  one->add_option("--on", wanted->message, "NetworkMessageId of the message")->required();
  one->add_flag("--dry-run", wanted->dry, "tell what it would do; change nothing");
  one->callback([&context, wanted] { context.status = run(context, *wanted); });
}

}  // namespace backstamp::cli
