// backstamp indicators list; add KIND VALUE [--allow] [--comment C]; remove KIND VALUE. A changed
// entry weighs all mail that it touches again.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/answer.h"
#include "cli/rejudging_progress.h"
#include "cli/subcommand.h"

namespace backstamp::cli {
namespace {

struct IndicatorOptions {
  std::string kind, value, comment, expires;
  bool allow = false, at_once = false;
};

int list(const Context& context) {
  const auto connection = Connection::open(context);
  if (!connection) return complain(connection.error());
  const auto indicators = read_list(*connection, "/api/v1/indicators", 1'000'000);
  if (!indicators) return complain(indicators.error());
  print_list(*indicators, context.json,
             {"kind", "value", "verdict", "added", "expires", "comment"});
  return 0;
}

// `answer` names the job under `member`.
int follow(const Context& context, const IndicatorOptions& options, const Connection& connection,
           const Result<std::string>& answer, const char* member) {
  if (!answer) return complain(answer.error());
  const auto told = read_answer(*answer);
  if (!told) return complain(told.error());
  if (options.at_once) {
    if (context.json) std::printf("%s\n", told->dump().c_str());
    return 0;
  }
  return follow_rejudging(context, connection, text_of(*told, member));
}

int add(const Context& context, const IndicatorOptions& options) {
  const auto connection = Connection::open(context);
  if (!connection) return complain(connection.error());
  const nlohmann::ordered_json request = {{"kind", options.kind},
                                          {"value", options.value},
                                          {"verdict", options.allow ? "allow" : "block"},
                                          {"comment", options.comment},
                                          {"expires", options.expires},
                                          {"by", operator_name()}};
  return follow(context, options, *connection,
                connection->post("/api/v1/indicators", request.dump()), "rejudging_id");
}

int remove(const Context& context, const IndicatorOptions& options) {
  const auto connection = Connection::open(context);
  if (!connection) return complain(connection.error());
  const auto removed =
      connection->remove("/api/v1/indicators/" + http::percent_encode(options.kind) + "/" +
                         http::percent_encode(options.value));
  if (!removed && removed.error().fault == Fault::not_found) {
    complain(removed.error());
    return 1;
  }
  return follow(context, options, *connection, removed, "id");
}

CLI::App* with_value(CLI::App* command, IndicatorOptions& options) {
  command->add_option("KIND", options.kind, "sender, domain, url, file or ip")->required();
  command->add_option("VALUE", options.value, "address, domain, URL, SHA-256 or IP address")
      ->required();
  command->add_flag("--no-wait", options.at_once,
                    "return at once; mail is weighed again in the background");
  return command;
}

}  // namespace

void add_indicators(CLI::App& app, Context& context) {
  auto options = std::make_shared<IndicatorOptions>();
  CLI::App* command =
      app.add_subcommand("indicators", "the organisation's own allow and block entries");
  command->require_subcommand(1);
  command->add_subcommand("list", "all entries")->callback([&context] {
    context.status = list(context);
  });
  CLI::App* adding =
      with_value(command->add_subcommand("add", "block a value, or --allow it"), *options);
  adding->add_flag("--allow", options->allow, "allow instead of block");
  adding->add_option("--comment", options->comment, "why");
  adding->add_option("--expires", options->expires, "RFC 3339 time");
  adding->callback([&context, options] { context.status = add(context, *options); });
  with_value(command->add_subcommand("remove", "remove an entry"), *options)
      ->callback([&context, options] { context.status = remove(context, *options); });
}

}  // namespace backstamp::cli
