#include "hunting/row_text.h"

#include <charconv>

namespace backstamp::hunting {
namespace {

constexpr std::size_t held_back_bytes_max = 1024 * 1024;
constexpr std::size_t row_bytes_max = 64 * 1024 * 1024;

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

bool RowStream::put(std::string_view bytes) {
  buffer_ += bytes;
  flowing_ = flowing_ || buffer_.size() > held_back_bytes_max;
  // A raw CR is in no cell: the frame of an exception begins there, and no row comes after it.
  broken_off_ = broken_off_ || bytes.contains('\r');
  if (!flowing_ || broken_off_) {
    if (buffer_.size() > 2 * row_bytes_max) return false;
    return true;
  }
  if (auto done = hand_over(); !done) failed_ = std::move(done).error();
  if (!failed_ && buffer_.size() > row_bytes_max) {
    failed_ = Error{Fault::limit, "hunting store: a row is larger than 64 MiB"};
  }
  return !failed_;
}

Result<void> RowStream::hand_over() {
  std::string_view rest = buffer_;
  while (rest.contains('\n')) TRY(take_(read_line(take_line(rest))));
  buffer_.erase(0, buffer_.size() - rest.size());
  return {};
}

Result<void> RowStream::finish() {
  TRY(hand_over());
  if (buffer_.empty()) return {};
  return fail(Fault::corrupt, "hunting store: the last row is not whole");
}

std::optional<LateException> RowStream::late_exception() const {
  return broken_off_ ? read_late_exception(buffer_) : std::nullopt;
}

}  // namespace backstamp::hunting
