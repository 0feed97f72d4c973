// backstamp import SOURCE: asks the server to import and shows how far it is.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "cli/connection.h"
#include "cli/subcommand.h"

namespace backstamp::cli {
namespace {

using Json = nlohmann::ordered_json;

struct ImportOptions {
  std::string source, mailbox, direction;
};

std::int64_t count(const Json& import, const char* name) {
  const auto found = import.find(name);
  return found != import.end() && found->is_number() ? found->get<std::int64_t>() : 0;
}

// How many files there are is known only at the end: the bar follows what was found so far.
void show_progress(const Json& import) {
  if (::isatty(STDERR_FILENO) == 0) return;
  constexpr std::int64_t width = 30;
  const std::int64_t found = std::max<std::int64_t>(count(import, "files"), 1);
  const std::int64_t done = count(import, "files_imported") + count(import, "files_refused");
  std::string bar(static_cast<std::size_t>(width * std::min(done, found) / found), '#');
  bar.resize(width, '.');
  std::fprintf(stderr, "\r[%s] %lld of %lld files, %lld messages ", bar.c_str(),
               static_cast<long long>(done), static_cast<long long>(found),
               static_cast<long long>(count(import, "messages")));
}

void show_result(const Json& import) {
  std::printf("files     %lld\n", static_cast<long long>(count(import, "files")));
  std::printf("imported  %lld\n", static_cast<long long>(count(import, "files_imported")));
  std::printf("refused   %lld\n", static_cast<long long>(count(import, "files_refused")));
  std::printf("messages  %lld\n", static_cast<long long>(count(import, "messages")));
  std::printf("added     %lld\n", static_cast<long long>(count(import, "copies_added")));
  std::printf("known     %lld\n", static_cast<long long>(count(import, "copies_known")));
  const auto refused = import.find("refused");
  if (refused == import.end() || !refused->is_object()) return;
  for (const auto& [reason, files] : refused->items()) {
    std::printf("  refused: %s: %s\n", reason.c_str(), files.dump().c_str());
  }
}

Result<Json> follow(const Connection& connection, const std::string& path) {
  for (;;) {
    const Json import = Json::parse(TRY(connection.get(path)), nullptr, false);
    if (!import.is_object()) return fail(Fault::corrupt, "the server's answer is no JSON object");
    show_progress(import);
    if (import.value("status", "") != "Running") return import;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
}

Result<Json> run(const Context& context, const ImportOptions& options) {
  const Connection connection = TRY(Connection::open(context));
  const Json request = {{"source", std::filesystem::absolute(options.source).string()},
                        {"mailbox", options.mailbox},
                        {"direction", options.direction}};
  const std::string begun = TRY(connection.post("/api/v1/imports", request.dump()));
  const Json import = Json::parse(begun, nullptr, false);
  if (!import.is_object()) return fail(Fault::corrupt, "the server's answer is no JSON object");
  return follow(connection, "/api/v1/imports/" + import.value("id", ""));
}

int import_source(const Context& context, const ImportOptions& options) {
  const auto import = run(context, options);
  if (!import) return complain(import.error());
  if (::isatty(STDERR_FILENO) != 0) std::fprintf(stderr, "\r\x1b[K");
  if (context.json) {
    std::printf("%s\n", import->dump().c_str());
  } else {
    show_result(*import);
  }
  if (import->value("status", "") == "Done") return 0;
  return complain(Error{Fault::unavailable, "import failed: " + import->value("why", "") +
                                                "; run it again: nothing is added twice"});
}

}  // namespace

void add_import(CLI::App& app, Context& context) {
  auto options = std::make_shared<ImportOptions>();
  CLI::App* command = app.add_subcommand(
      "import", "import a Maildir, an mbox, a folder of .eml or ORG/DOMAIN/USER/Maildir");
  command->add_option("SOURCE", options->source, "where the mail lies")->required();
  command->add_option("--mailbox", options->mailbox, "address whose mail it is");
  command->add_option("--direction", options->direction, "inbound, outbound or intra-org");
  command->callback([&context, options] { context.status = import_source(context, *options); });
}

}  // namespace backstamp::cli
