// backstamp investigate message NETWORK_MESSAGE_ID | user ADDRESS [--at TIME] [--playbook ID]
#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/answer.h"
#include "cli/subcommand.h"

namespace backstamp::cli {
namespace {

struct Wanted {
  std::string message, user, at, playbook;
};

int run(const Context& context, const Wanted& wanted) {
  const auto connection = Connection::open(context);
  if (!connection) return complain(connection.error());
  nlohmann::ordered_json request = {{"by", operator_name()}};
  if (!wanted.message.empty()) request["message"] = wanted.message;
  if (!wanted.user.empty()) request["user"] = wanted.user;
  if (!wanted.at.empty()) request["at"] = wanted.at;
  if (!wanted.playbook.empty()) request["playbook"] = wanted.playbook;
  const auto body = connection->post("/api/v1/investigations", request.dump());
  if (!body) return complain(body.error());
  const auto raised = read_answer(*body);
  if (!raised) return complain(raised.error());
  const std::string shown = context.json ? raised->dump() : text_of(*raised, "investigation_id");
  std::printf("%s\n", shown.c_str());
  return 0;
}

}  // namespace

void add_investigate(CLI::App& app, Context& context) {
  auto wanted = std::make_shared<Wanted>();
  CLI::App* command = app.add_subcommand("investigate", "start an investigation");
  command->require_subcommand(1);
  CLI::App* one = command->add_subcommand("message", "of a message that lies in a mailbox");
  one->add_option("NETWORK_MESSAGE_ID", wanted->message, "its id")->required();
  one->add_option("--playbook", wanted->playbook, "id of the playbook to run");
  one->callback([&context, wanted] { context.status = run(context, *wanted); });
  CLI::App* user = command->add_subcommand("user", "of an account that may be taken over");
  user->add_option("ADDRESS", wanted->user, "its mail address")->required();
  user->add_option("--at", wanted->at, "look around this time; default: its last activity");
  user->add_option("--playbook", wanted->playbook, "id of the playbook to run");
  user->callback([&context, wanted] { context.status = run(context, *wanted); });
}

}  // namespace backstamp::cli
