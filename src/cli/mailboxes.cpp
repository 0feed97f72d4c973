// backstamp mailboxes
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/answer.h"
#include "cli/subcommand.h"

namespace backstamp::cli {
namespace {

constexpr std::size_t mailboxes_max = 1'000'000;

int run(const Context& context) {
  const auto connection = Connection::open(context);
  if (!connection) return complain(connection.error());
  const auto mailboxes = read_list(*connection, "/api/v1/mailboxes", mailboxes_max);
  if (!mailboxes) return complain(mailboxes.error());
  print_list(*mailboxes, context.json,
             {"address", "state", "age_seconds", "messages", "moved", "gone", "error"});
  return 0;
}

}  // namespace

void add_mailboxes(CLI::App& app, Context& context) {
  app.add_subcommand("mailboxes", "the mailboxes on the IMAP server, and whether each is in step")
      ->callback([&context] { context.status = run(context); });
}

}  // namespace backstamp::cli
