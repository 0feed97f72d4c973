// backstamp actions [--pending|--history]; backstamp approve ID... [--comment C]; reject ID...;
// undo ID
#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <thread>

#include "cli/answer.h"
#include "cli/subcommand.h"

namespace backstamp::cli {
namespace {

using Json = nlohmann::ordered_json;

struct DecideOptions {
  std::vector<std::string> ids;
  std::string comment;
};

int list(const Context& context, const std::string& filter) {
  const auto connection = Connection::open(context);
  if (!connection) return complain(connection.error());
  const auto actions = read_list(*connection, "/api/v1/actions?filter=" + filter, 1'000);
  if (!actions) return complain(actions.error());
  print_list(*actions, context.json,
             {"short_id", "status", "title", "blast_radius", "outcomes", "reason"});
  return 0;
}

bool at_work(const std::string& status) {
  return status == "Approved" || status == "Executing" || status == "Undoing";
}

// Decides, and waits until the work has come to rest.
Result<Json> decide(const Connection& connection, const std::string& id, const std::string& how,
                    const std::string& comment) {
  const std::string path = "/api/v1/actions/" + http::percent_encode(id);
  const Json request = {{"by", operator_name()}, {"comment", comment}};
  const std::string decided = TRY(connection.post(path + "/" + how, request.dump()));
  Json action = TRY(read_answer(decided));
  while (at_work(text_of(action, "status"))) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    const std::string body = TRY(connection.get(path));
    action = TRY(read_answer(body));
  }
  return action;
}

int run(const Context& context, const DecideOptions& options, const std::string& how) {
  const auto connection = Connection::open(context);
  if (!connection) return complain(connection.error());
  int status = 0;
  std::vector<Json> done;
  for (const std::string& id : options.ids) {
    auto action = decide(*connection, id, how, options.comment);
    if (action) {
      done.push_back(std::move(*action));
    } else {
      status = complain(action.error());
    }
  }
  if (!done.empty()) print_list(done, context.json, {"short_id", "status", "title", "outcomes"});
  return status;
}

void add_decision(CLI::App& app, Context& context, const std::string& how,
                  const std::string& about) {
  auto options = std::make_shared<DecideOptions>();
  CLI::App* command = app.add_subcommand(how, about);
  command->add_option("ID", options->ids, "actions, by id or its first six digits")->required();
  command->add_option("--comment", options->comment, "why, for the record");
  command->callback([&context, options, how] { context.status = run(context, *options, how); });
}

}  // namespace

void add_actions(CLI::App& app, Context& context) {
  auto pending = std::make_shared<bool>(false), history = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("actions", "recommended, decided and carried out actions");
  auto* flag = command->add_flag("--pending", *pending, "those that wait for a decision");
  command->add_flag("--history", *history, "those that were decided")->excludes(flag);
  command->callback([&context, pending, history] {
    context.status = list(context, *pending ? "pending" : *history ? "history" : "all");
  });
  add_decision(app, context, "approve", "approve actions, carry them out and wait for the outcome");
  add_decision(app, context, "reject", "reject actions");
  add_decision(app, context, "undo", "take actions back: each message to its place");
}

}  // namespace backstamp::cli
