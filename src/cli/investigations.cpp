// backstamp investigations [--status S]; backstamp investigation ID [--log|--evidence]
#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/answer.h"
#include "cli/subcommand.h"
#include "cli/table.h"

namespace backstamp::cli {
namespace {

using Json = nlohmann::ordered_json;

struct LookOptions {
  std::string id;
  bool log = false, evidence = false;
};

int list(const Context& context, const std::string& status) {
  const auto connection = Connection::open(context);
  if (!connection) return complain(connection.error());
  const std::string path = "/api/v1/investigations" +
                           (status.empty() ? "" : "?" + http::write_query({{"status", status}}));
  const auto found = read_list(*connection, path, 1'000);
  if (!found) return complain(found.error());
  print_list(*found, context.json, {"short_id", "started", "status", "result", "name"});
  return 0;
}

std::vector<Json> members(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_array()) return {};
  return {found->begin(), found->end()};
}

void print_overview(const Json& investigation) {
  for (const char* name :
       {"id", "name", "status", "result", "started_by", "started", "ended", "pending_since"}) {
    const std::string value = text_of(investigation, name);
    if (!value.empty()) std::printf("%-14s %s\n", name, shown(value).c_str());
  }
  std::printf("\nClusters\n");
  print_list(members(investigation, "clusters"), false,
             {"kind", "cluster_by", "copies", "verdict", "by_location", "arithmetic"});
  std::printf("\nActions\n");
  print_list(members(investigation, "actions"), false,
             {"short_id", "status", "title", "expires", "outcomes"});
}

int look(const Context& context, const LookOptions& options) {
  const auto connection = Connection::open(context);
  if (!connection) return complain(connection.error());
  const auto body = connection->get("/api/v1/investigations/" + http::percent_encode(options.id));
  if (!body && body.error().fault == Fault::not_found) {
    complain(body.error());
    return 1;
  }
  if (!body) return complain(body.error());
  const auto investigation = read_answer(*body);
  if (!investigation) return complain(investigation.error());
  if (options.log) {
    print_list(members(*investigation, "journal"), context.json,
               {"sequence", "at", "kind", "step_name", "detail"});
  } else if (options.evidence) {
    print_list(members(*investigation, "evidence"), context.json,
               {"entity", "verdict", "threat_types", "remediation_status"});
  } else if (context.json) {
    std::printf("%s\n", investigation->dump().c_str());
  } else {
    print_overview(*investigation);
  }
  return 0;
}

}  // namespace

void add_investigations(CLI::App& app, Context& context) {
  auto status = std::make_shared<std::string>();
  CLI::App* many = app.add_subcommand("investigations", "investigations, newest first");
  many->add_option("--status", *status, "PendingAction, Running, Remediated, ...");
  many->callback([&context, status] { context.status = list(context, *status); });

  auto options = std::make_shared<LookOptions>();
  CLI::App* one =
      app.add_subcommand("investigation", "one investigation: clusters, evidence, actions, log");
  one->add_option("ID", options->id, "its id, or the first six digits")->required();
  one->add_flag("--log", options->log, "each step with what it asked and found");
  one->add_flag("--evidence", options->evidence, "what it found");
  one->callback([&context, options] { context.status = look(context, *options); });
}

}  // namespace backstamp::cli
