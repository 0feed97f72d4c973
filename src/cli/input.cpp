#include "cli/input.h"

#include <unistd.h>

#include <cerrno>

#include "base/file.h"

namespace backstamp::cli {

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

}  // namespace backstamp::cli
