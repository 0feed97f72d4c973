#include "hunting/row_text.h"

#include <charconv>

namespace backstamp::hunting {
namespace {

char unescaped(char c) {
  switch (c) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case '0': return '\0';
    default: return c;
  }
}

std::string unescape(std::string_view cell) {
  std::string text;
  text.reserve(cell.size());
  for (std::size_t i = 0; i < cell.size(); ++i) {
    const bool escape = cell[i] == '\\' && i + 1 < cell.size();
    text += escape ? unescaped(cell[++i]) : cell[i];
  }
  return text;
}

using Cells = std::vector<std::optional<std::string>>;

Cells read_line(std::string_view line) {
  Cells cells;
  for (;;) {
    const std::size_t end = std::min(line.find('\t'), line.size());
    const std::string_view cell = line.substr(0, end);
    if (cell == "\\N") {
      cells.emplace_back(std::nullopt);
    } else {
      cells.emplace_back(unescape(cell));
    }
    if (end == line.size()) return cells;
    line.remove_prefix(end + 1);
  }
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

}  // namespace

Result<Rows> read_rows(std::string_view text) {
  std::vector<std::string> columns;
  if (!text.empty()) {
    for (auto& name : read_line(take_line(text))) columns.push_back(name.value_or("\\N"));
  }
  std::vector<Cells> rows;
  while (!text.empty()) {
    rows.push_back(read_line(take_line(text)));
    if (rows.back().size() != columns.size()) {
      return fail(Fault::corrupt, "hunting store: row " + std::to_string(rows.size()) + " has " +
                                      std::to_string(rows.back().size()) + " cells, not " +
                                      std::to_string(columns.size()));
    }
  }
  return Rows(std::move(columns), std::move(rows));
}

std::optional<LateException> read_late_exception(std::string_view answer) {
  constexpr std::string_view mark = "\r\n__exception__\r\n";
  constexpr std::string_view code_mark = "Code: ";
  const std::size_t begin = answer.find(mark);
  if (begin == std::string_view::npos) return std::nullopt;
  const std::string_view frame = answer.substr(begin + mark.size());
  const std::size_t code_at = std::min(frame.find(code_mark), frame.size());
  LateException late{.code = 0, .text = std::string(frame.substr(code_at, 1'000))};
  const char* digits = late.text.data() + std::min(code_mark.size(), late.text.size());
  std::from_chars(digits, late.text.data() + late.text.size(), late.code);
  return late;
}

}  // namespace backstamp::hunting
