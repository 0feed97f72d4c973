// backstamp hunts list | save NAME KQL [--every MINUTES] [--alert SEVERITY] | show NAME | run NAME
// | runs NAME | remove NAME: saved hunts, and those that run by themselves.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/answer.h"
#include "cli/input.h"
#include "cli/subcommand.h"
#include "cli/table.h"

namespace backstamp::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t query_bytes_max = 256 * 1024;
const std::string all = "/api/v1/hunts";

struct HuntsOptions {
  std::string name, query, file, about, alert;
  std::uint64_t every_minutes = 0;
};

std::string path_of(const HuntsOptions& options) {
  return all + "/" + http::percent_encode(options.name);
}

int list(const Context& context, const std::string& path, const std::vector<std::string>& members) {
  const auto connection = Connection::open(context);
  if (!connection) return complain(connection.error());
  const auto items = read_list(*connection, path, 1'000);
  if (!items) return complain(items.error());
  print_list(*items, context.json, members);
  return 0;
}

Result<std::string> query_of(const HuntsOptions& options) {
  if (options.query.empty() == options.file.empty()) {
    return fail(Fault::invalid, "hunts save: give a query, or a file with --file");
  }
  if (options.file.empty()) return options.query;
  return read_input(options.file, query_bytes_max);
}

// The one answer of `ask`, as JSON or as a line of the named members; status 1 where it failed.
int show(const Context& context, const std::vector<std::string>& members,
         const std::function<Result<std::string>(const Connection&)>& ask) {
  const auto connection = Connection::open(context);
  if (!connection) return complain(connection.error());
  const auto body = ask(*connection);
  if (!body) return complain(body.error());
  const auto answer = read_answer(*body);
  if (!answer) return complain(answer.error());
  print_list({*answer}, context.json, members);
  return text_of(*answer, "status") == "Failed" ? 1 : 0;
}

const std::vector<std::string> hunt_members = {"name",      "every_minutes", "alert",
                                               "next_run",  "last_run",      "last_status",
                                               "last_rows", "failures",      "last_why"};
const std::vector<std::string> run_members = {"started",  "status", "rows", "fresh",
                                              "alert_id", "cause",  "why"};

int save(const Context& context, const HuntsOptions& options) {
  const auto query = query_of(options);
  if (!query) return complain(query.error());
  Json request = {{"name", options.name},
                  {"query", Text::lossy(*query).str()},
                  {"about", options.about},
                  {"every_minutes", options.every_minutes},
                  {"alert", options.alert.empty() ? Json() : Json(options.alert)},
                  {"by", operator_name()}};
  return show(context, hunt_members, [&](const Connection& connection) -> Result<std::string> {
    auto changed = connection.put(path_of(options), request.dump());
    if (changed || changed.error().fault != Fault::not_found) return changed;
    return connection.post(all, request.dump());
  });
}

int print_query(const Context& context, const HuntsOptions& options) {
  const auto connection = Connection::open(context);
  if (!connection) return complain(connection.error());
  const auto body = connection->get(path_of(options));
  if (!body) return complain(body.error());
  const auto hunt = read_answer(*body);
  if (!hunt) return complain(hunt.error());
  if (context.json) {
    std::printf("%s\n", hunt->dump().c_str());
  } else {
    // Line by line: a query may hold what a terminal would obey.
    std::string line;
    for (const char c : text_of(*hunt, "query") + "\n") {
      if (c != '\n') {
        line += c;
        continue;
      }
      std::printf("%s\n", shown(line).c_str());
      line.clear();
    }
  }
  return 0;
}

CLI::App* named(CLI::App* command, HuntsOptions& options) {
  command->add_option("NAME", options.name, "of the hunt, or its id")->required();
  return command;
}

void add_saving(CLI::App& command, Context& context, const std::shared_ptr<HuntsOptions>& options) {
  CLI::App* saving = named(
      command.add_subcommand("save", "save a hunt, or change the one of that name"), *options);
  saving->add_option("KQL", options->query, "the query");
  saving->add_option("--file", options->file, "read the query from this file, - for input");
  saving->add_option("--about", options->about, "what it looks for");
  saving->add_option("--every", options->every_minutes,
                     "run it each so many minutes (5 to 43200); 0: only when asked");
  saving
      ->add_option("--alert", options->alert, "raise an alert for what it finds for the first time")
      ->check(CLI::IsMember({"Informational", "Low", "Medium", "High"}));
  saving->callback([&context, options] { context.status = save(context, *options); });
}

}  // namespace

void add_hunts(CLI::App& app, Context& context) {
  auto options = std::make_shared<HuntsOptions>();
  CLI::App* command = app.add_subcommand("hunts", "saved hunts, and those that run by themselves");
  command->require_subcommand(1);
  command->add_subcommand("list", "all of them, with how their last run went")
      ->callback([&context] { context.status = list(context, all, hunt_members); });
  add_saving(*command, context, options);
  named(command->add_subcommand("show", "print its query"), *options)
      ->callback([&context, options] { context.status = print_query(context, *options); });
  named(command->add_subcommand("run", "run it now"), *options)->callback([&context, options] {
    context.status = show(context, run_members, [&](const Connection& connection) {
      return connection.post(path_of(*options) + "/run", Json{{"by", operator_name()}}.dump());
    });
  });
  named(command->add_subcommand("runs", "its last runs"), *options)->callback([&context, options] {
    context.status = list(context, path_of(*options) + "/runs", run_members);
  });
  named(command->add_subcommand("remove", "forget it"), *options)->callback([&context, options] {
    context.status = show(context, {"name"}, [&](const Connection& connection) {
      return connection.remove(path_of(*options) + "?by=" + http::percent_encode(operator_name()));
    });
  });
}

}  // namespace backstamp::cli
