// backstamp parse FILE...|-: the facts of each message, one JSON object a line.
#include <unistd.h>

#include <cstdio>

#include "base/file.h"
#include "cli/commands.h"
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

}  // namespace

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

}  // namespace backstamp::cli
