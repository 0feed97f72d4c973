// backstamp parse FILE...|-: the facts of each message, one JSON object a line.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/input.h"
#include "cli/subcommand.h"
#include "message/facts_json.h"
#include "message/parse.h"

namespace backstamp::cli {
namespace {

int parse_files(const std::vector<std::string>& files) {
  int status = 0;
  for (const std::string& file : files) {
    const auto bytes = read_input(file, message::Limits{}.bytes_max);
    if (!bytes) {
      status = complain(bytes.error());
      continue;
    }
    std::printf("%s\n", message::to_json(message::parse(*bytes, {})).c_str());
  }
  return status;
}

}  // namespace

void add_parse(CLI::App& app, Context& context) {
  auto files = std::make_shared<std::vector<std::string>>();
  CLI::App* command = app.add_subcommand("parse", "print each message's facts as JSON, one a line");
  command->add_option("FILE", *files, "messages, or - for standard input")->required();
  command->callback([&context, files] { context.status = parse_files(*files); });
}

}  // namespace backstamp::cli
