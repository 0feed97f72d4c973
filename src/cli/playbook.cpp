// backstamp playbook list|show ID [--graph]|export ID|validate FILE|import FILE|run|questions|reply
#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/uuid.h"
#include "cli/answer.h"
#include "cli/playbook_run.h"
#include "cli/replies.h"
#include "cli/subcommand.h"
#include "cli/table.h"
#include "playbook/signature.h"

namespace backstamp::cli {
namespace {

constexpr std::uint64_t playbook_bytes_max = 4 * 1024 * 1024;

int list(const Context& context) {
  const auto connection = Connection::open(context);
  if (!connection) return complain(connection.error());
  const auto playbooks = read_list(*connection, "/api/v1/playbooks", 10'000);
  if (!playbooks) return complain(playbooks.error());
  print_list(*playbooks, context.json, {"id", "version", "steps", "name"});
  return 0;
}

// What a path answers with, as it is.
int print_body(const Context& context, const std::string& path) {
  const auto connection = Connection::open(context);
  if (!connection) return complain(connection.error());
  const auto body = connection->get(path);
  if (body) {
    std::printf("%s", body->c_str());
    return 0;
  }
  complain(body.error());
  return body.error().fault == Fault::not_found ? 1 : 2;
}

struct Shown {
  std::string id, version;
  bool graph = false;
};

std::string path_of(const Shown& shown, const std::string& below) {
  std::string path = "/api/v1/playbooks/" + http::percent_encode(shown.id) + below;
  if (!shown.version.empty()) path += "?version=" + http::percent_encode(shown.version);
  return path;
}

int show(const Context& context, const Shown& shown) {
  if (shown.graph) return print_body(context, path_of(shown, "/graph"));
  return print_body(context, path_of(shown, context.json ? "" : "/outline"));
}

int take_in(const Context& context, const std::string& file) {
  auto bytes = read_file(file, playbook_bytes_max);
  if (!bytes) return complain(bytes.error());
  const auto connection = Connection::open(context);
  if (!connection) return complain(connection.error());
  const auto body = connection->post("/api/v1/playbooks", std::move(*bytes));
  if (!body) {
    complain(body.error());
    return body.error().fault == Fault::invalid ? 1 : 2;
  }
  const auto playbook = read_answer(*body);
  if (!playbook) return complain(playbook.error());
  const std::string text = context.json ? playbook->dump() : text_of(*playbook, "id");
  std::printf("%s\n", text.c_str());
  return 0;
}

Result<nlohmann::ordered_json> check(const Context& context, const std::string& file) {
  Bytes bytes = TRY(read_file(file, playbook_bytes_max));
  const Connection connection = TRY(Connection::open(context));
  const std::string body = TRY(connection.post("/api/v1/playbooks/validate", std::move(bytes)));
  return read_answer(body);
}

int validate(const Context& context, const std::string& file) {
  const auto answer = check(context, file);
  if (!answer) return complain(answer.error());
  if (context.json) {
    std::printf("%s\n", answer->dump().c_str());
  } else if (answer->value("valid", false)) {
    std::printf("valid\n");
  } else {
    for (const auto& problem : answer->value("problems", nlohmann::ordered_json::array())) {
      std::printf("%s: %s\n", shown(text_of(problem, "where")).c_str(),
                  shown(text_of(problem, "what")).c_str());
    }
  }
  return answer->value("valid", false) ? 0 : 1;
}

struct Signing {
  std::string file, key, signee, created_by;
};

// Without a server: the key stays on this machine. Prints the signed playbook.
int sign(const Signing& signing) {
  const auto playbook = read_file(signing.file, playbook_bytes_max);
  if (!playbook) return complain(playbook.error());
  const auto key = read_file(signing.key, 64 * 1024);
  if (!key) return complain(key.error());
  const auto signed_one =
      playbook::with_signature(*playbook, {.private_key = *key,
                                           .created_by = signing.created_by,
                                           .signee = signing.signee,
                                           .id = "jss--" + Uuid::random().text(),
                                           .now = SystemClock().now()});
  if (!signed_one) return complain(signed_one.error());
  std::printf("%s", signed_one->c_str());
  return 0;
}

void add_sign(CLI::App& command, Context& context) {
  auto signing = std::make_shared<Signing>();
  CLI::App* one = command.add_subcommand("sign", "print a playbook file with one more signature");
  one->add_option("FILE", signing->file)->required();
  one->add_option("--key", signing->key, "private RSA, P-256 or Ed25519 key (PEM)")->required();
  one->add_option("--signee", signing->signee, "who signs")->required();
  one->add_option("--created-by", signing->created_by, "identity--UUID")->required();
  one->callback([&context, signing] { context.status = sign(*signing); });
}

void add_show(CLI::App& command, Context& context) {
  auto shown = std::make_shared<Shown>();
  CLI::App* show_one = command.add_subcommand("show", "one playbook as an outline");
  show_one->add_option("ID", shown->id)->required();
  show_one->add_option("--version", shown->version, "its `modified`; the newest unless given");
  show_one->add_flag("--graph", shown->graph, "as a graph in Graphviz's language");
  show_one->callback([&context, shown] { context.status = show(context, *shown); });
  CLI::App* give = command.add_subcommand("export", "one playbook as its CACAO 2.0 JSON");
  give->add_option("ID", shown->id)->required();
  give->add_option("--version", shown->version, "its `modified`; the newest unless given");
  give->callback([&context, shown] { context.status = print_body(context, path_of(*shown, "")); });
}

}  // namespace

void add_playbook(CLI::App& app, Context& context) {
  auto value = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("playbook", "CACAO 2.0 playbooks");
  command->require_subcommand(1);
  command->add_subcommand("list", "the playbooks there are")->callback([&context] {
    context.status = list(context);
  });
  add_show(*command, context);
  CLI::App* file =
      command->add_subcommand("validate", "check a playbook file; 1 when it has problems");
  file->add_option("FILE", *value)->required();
  file->callback([&context, value] { context.status = validate(context, *value); });
  CLI::App* taken = command->add_subcommand("import", "take in a playbook file");
  taken->add_option("FILE", *value)->required();
  taken->callback([&context, value] { context.status = take_in(context, *value); });
  add_playbook_run(*command, context);
  add_sign(*command, context);
  add_replies(*command, context);
}

}  // namespace backstamp::cli
