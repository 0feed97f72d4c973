// backstamp audit verify
#include <CLI/CLI.hpp>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/answer.h"
#include "cli/subcommand.h"

namespace backstamp::cli {
namespace {

int verify(const Context& context) {
  const auto connection = Connection::open(context);
  if (!connection) return complain(connection.error());
  const auto body = connection->get("/api/v1/audit/verification");
  if (!body) return complain(body.error());
  const auto answer = read_answer(*body);
  if (!answer) return complain(answer.error());
  const bool whole = answer->value("whole", false);
  if (context.json) {
    std::printf("%s\n", answer->dump().c_str());
  } else if (whole) {
    std::printf("all chains are whole\n");
  } else {
    std::printf("%s, entry %s: %s\n", text_of(*answer, "chain").c_str(),
                text_of(*answer, "sequence").c_str(), text_of(*answer, "what").c_str());
  }
  return whole ? 0 : 1;
}

}  // namespace

void add_audit(CLI::App& app, Context& context) {
  CLI::App* command = app.add_subcommand("audit", "the record of who did what");
  command->require_subcommand(1);
  command
      ->add_subcommand("verify",
                       "check every hash chain; 1 and the first broken entry where one is broken")
      ->callback([&context] { context.status = verify(context); });
}

}  // namespace backstamp::cli
