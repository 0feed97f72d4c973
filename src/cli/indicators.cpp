// backstamp indicators list; add KIND VALUE [--allow] [--comment C]; remove KIND VALUE. A changed
// entry weighs all mail that it touches again.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <thread>

#include "cli/answer.h"
#include "cli/subcommand.h"

namespace backstamp::cli {
namespace {

using Json = nlohmann::ordered_json;

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

std::int64_t number(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

void show_progress(const Json& job) {
  if (::isatty(STDERR_FILENO) == 0) return;
  std::fprintf(stderr, "\rweighing mail again: %lld of %lld parts, %lld messages ",
               static_cast<long long>(number(job, "shares_done")),
               static_cast<long long>(number(job, "shares")),
               static_cast<long long>(number(job, "messages")));
}

void show_result(const Json& job) {
  const Json worse = job.value("worse", Json::object());
  const Json better = job.value("better", Json::object());
  std::printf("looked at  %lld messages, %lld copies\n",
              static_cast<long long>(number(job, "messages")),
              static_cast<long long>(number(job, "copies")));
  std::printf("worse      %lld messages, %lld copies\n",
              static_cast<long long>(number(worse, "messages")),
              static_cast<long long>(number(worse, "copies")));
  std::printf("better     %lld messages, %lld copies\n",
              static_cast<long long>(number(better, "messages")),
              static_cast<long long>(number(better, "copies")));
  const std::string purge = text_of(job, "purge_action_id");
  if (!purge.empty()) std::printf("purge      action %s\n", purge.substr(0, 6).c_str());
  if (const auto undone = number(job, "purges_undone"); undone > 0) {
    std::printf("undone     %lld earlier purges\n", static_cast<long long>(undone));
  }
  if (const std::string why = text_of(job, "why"); !why.empty()) {
    std::printf("note       %s\n", why.c_str());
  }
}

// Waits for the mail to be weighed again and tells what came of it.
int follow(const Context& context, const Connection& connection, const std::string& id) {
  for (;;) {
    const auto body = connection.get("/api/v1/rejudgings/" + id);
    if (!body) return complain(body.error());
    const auto job = read_answer(*body);
    if (!job) return complain(job.error());
    const std::string status = text_of(*job, "status");
    if (status == "Running") {
      show_progress(*job);
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      continue;
    }
    if (::isatty(STDERR_FILENO) != 0) std::fprintf(stderr, "\r\x1b[K");
    if (context.json) {
      std::printf("%s\n", job->dump().c_str());
    } else {
      show_result(*job);
    }
    if (status == "Done") return 0;
    return complain(
        Error{Fault::unavailable, "mail was not weighed again: " + text_of(*job, "why")});
  }
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
  return follow(context, connection, text_of(*told, member));
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
