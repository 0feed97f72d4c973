// backstamp rules, rules disable MAILBOX [KIND NAME]
#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/answer.h"
#include "cli/subcommand.h"

namespace backstamp::cli {
namespace {

constexpr std::size_t rules_max = 1'000'000;

int show(const Context& context, bool all, bool history) {
  const auto connection = Connection::open(context);
  if (!connection) return complain(connection.error());
  const std::string path = std::string("/api/v1/rules?suspicious=") + (all ? "false" : "true") +
                           "&history=" + (history ? "true" : "false");
  auto rules = read_list(*connection, path, rules_max);
  if (!rules) return complain(rules.error());
  for (nlohmann::ordered_json& rule : *rules) {
    std::string said;
    for (const auto& finding : rule["findings"]) {
      said += (said.empty() ? "" : " ") + finding.value("detail", "");
    }
    if (!context.json) rule["finding"] = said;
  }
  print_list(*rules, context.json, {"mailbox", "kind", "name", "active", "since", "finding"});
  return 0;
}

int disable(const Context& context, const std::string& mailbox, const std::string& kind,
            const std::string& name, const std::string& reason) {
  const auto connection = Connection::open(context);
  if (!connection) return complain(connection.error());
  const nlohmann::ordered_json body = {
      {"mailbox", mailbox}, {"kind", kind}, {"name", name}, {"reason", reason}};
  const auto answer = connection->post("/api/v1/rules/disable", body.dump());
  if (!answer) return complain(answer.error());
  const auto action = read_answer(*answer);
  if (!action) return complain(action.error());
  if (context.json) {
    std::printf("%s\n", answer->c_str());
  } else {
    std::printf("action %s waits for approval: backstamp approve %s\n",
                text_of(*action, "short_id").c_str(), text_of(*action, "id").c_str());
  }
  return 0;
}

}  // namespace

void add_rules(CLI::App& app, Context& context) {
  CLI::App* rules = app.add_subcommand(
      "rules", "suspicious Sieve scripts and rights of others on folders, of all mailboxes");
  auto all = std::make_shared<bool>(false), history = std::make_shared<bool>(false);
  rules->add_flag("--all", *all, "those that are not suspicious, too");
  rules->add_flag("--history", *history, "what was and is no more, too");
  CLI::App* off = rules->add_subcommand("disable", "recommend to switch rules of a mailbox off");
  auto mailbox = std::make_shared<std::string>(), kind = std::make_shared<std::string>();
  auto name = std::make_shared<std::string>(), reason = std::make_shared<std::string>();
  off->add_option("mailbox", *mailbox, "its address")->required();
  off->add_option("kind", *kind, "sieve or acl; without it all suspicious ones");
  off->add_option("name", *name, "as listed");
  off->add_option("--reason", *reason, "why");
  off->callback([&context, mailbox, kind, name, reason] {
    context.status = disable(context, *mailbox, *kind, *name, *reason);
  });
  rules->callback([&context, off, all, history] {
    if (!off->parsed()) context.status = show(context, *all, *history);
  });
}

}  // namespace backstamp::cli
