// backstamp alerts
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/answer.h"
#include "cli/subcommand.h"

namespace backstamp::cli {
namespace {

int run(const Context& context) {
  const auto connection = Connection::open(context);
  if (!connection) return complain(connection.error());
  const auto alerts = read_list(*connection, "/api/v1/alerts", 1'000);
  if (!alerts) return complain(alerts.error());
  print_list(*alerts, context.json,
             {"short_id", "created", "severity", "status", "raised_by", "title"});
  return 0;
}

}  // namespace

void add_alerts(CLI::App& app, Context& context) {
  app.add_subcommand("alerts", "what policies fired, newest first")->callback([&context] {
    context.status = run(context);
  });
}

}  // namespace backstamp::cli
