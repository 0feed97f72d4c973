// backstamp playbook list|show ID|validate FILE
#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "cli/answer.h"
#include "cli/subcommand.h"
#include "cli/table.h"

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

int show(const Context& context, const std::string& id) {
  const auto connection = Connection::open(context);
  if (!connection) return complain(connection.error());
  const auto body = connection->get("/api/v1/playbooks/" + http::percent_encode(id));
  if (body) {
    std::printf("%s", body->c_str());
    return 0;
  }
  complain(body.error());
  return body.error().fault == Fault::not_found ? 1 : 2;
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

}  // namespace

void add_playbook(CLI::App& app, Context& context) {
  auto value = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("playbook", "CACAO 2.0 playbooks");
  command->require_subcommand(1);
  command->add_subcommand("list", "the playbooks there are")->callback([&context] {
    context.status = list(context);
  });
  CLI::App* one = command->add_subcommand("show", "one playbook as JSON");
  one->add_option("ID", *value)->required();
  one->callback([&context, value] { context.status = show(context, *value); });
  CLI::App* file =
      command->add_subcommand("validate", "check a playbook file; 1 when it has problems");
  file->add_option("FILE", *value)->required();
  file->callback([&context, value] { context.status = validate(context, *value); });
}

}  // namespace backstamp::cli
