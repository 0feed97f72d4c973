// backstamp parse FILE...|-: the facts of each message, one JSON object a line.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "base/file.h"
#include "cli/subcommand.h"
#include "message/facts_json.h"
#include "message/parse.h"

namespace backstamp::cli {
namespace {

Result<Bytes> read_input(const std::string& file, std::uint64_t bytes_max) {
  if (file != "-") return read_file(file, bytes_max);
  Bytes bytes;
  char piece[64 * 1024];
  for (;;) {
    const ssize_t got = ::read(STDIN_FILENO, piece, sizeof piece);
    if (got < 0) return std::unexpected(errno_error("cannot read standard input", errno));
    if (got == 0) return bytes;
    bytes.append(piece, static_cast<std::size_t>(got));
    if (bytes.size() > bytes_max) return fail(Fault::limit, "standard input is too large");
  }
}

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
