#include "cli/table.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>

#include "base/text.h"

namespace backstamp::cli {
namespace {

std::size_t terminal_width() {
  winsize size{};
  if (::isatty(STDOUT_FILENO) == 0 || ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

// Characters, not bytes; wide ones count as one.
std::size_t width(const std::string& text) {
  std::size_t characters = 0;
  for (const char c : text) characters += (static_cast<unsigned char>(c) & 0xc0) != 0x80 ? 1 : 0;
  return characters;
}

void print_row(const std::vector<std::string>& row, const std::vector<std::size_t>& widths,
               std::size_t room) {
  std::string line;
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (i > 0) line += "  ";
    line += row[i];
    if (i + 1 < row.size()) line.append(widths[i] - width(row[i]), ' ');
  }
  if (room > 0 && width(line) > room) line = Text::lossy(line).cut(room).str();
  std::printf("%s\n", line.c_str());
}

}  // namespace

std::string shown(const std::string& text) {
  std::string safe = Text::lossy(text).str();
  for (char& c : safe) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  }
  return safe;
}

void print_table(const std::vector<std::string>& head,
                 const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::vector<std::string>> safe = {head};
  for (const auto& row : rows) {
    safe.emplace_back();
    for (const std::string& cell : row) safe.back().push_back(shown(cell));
  }
  std::vector<std::size_t> widths(head.size(), 0);
  for (const auto& row : safe) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  }
  const std::size_t room = terminal_width();
  for (const auto& row : safe) print_row(row, widths, room);
}

}  // namespace backstamp::cli
