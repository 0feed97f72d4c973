#include "message/mbox.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <optional>
#include <vector>

#include "base/file.h"
#include "base/text.h"
#include "message/header_block.h"

namespace backstamp::message {
namespace {

// Lines of a file, read in blocks. A line longer than the block comes in pieces.
class LineReader {
 public:
  explicit LineReader(Fd fd) : fd_(std::move(fd)), block_(1 << 20, '\0') {}

  // The next line with its line end; empty at the end of the file.
  Result<std::string_view> next() {
    for (;;) {
      const std::string_view left(block_.data() + begin_, end_ - begin_);
      const std::size_t line_end = left.find('\n');
      if (line_end != left.npos) return take(line_end + 1);
      if (ended_ || left.size() == block_.size()) return take(left.size());
      TRY(fill());
    }
  }
  // The line that next() would give, without taking it. Invalidates what next() gave.
  Result<std::string_view> peek() {
    const std::string_view line = TRY(next());
    begin_ -= line.size();
    offset_ -= line.size();
    return line;
  }
  std::uint64_t offset() const { return offset_; }  // of the next line

  // Bytes from elsewhere in the file, at most 1 KiB; empty past its end and where it can't be read.
  std::string bytes_at(std::uint64_t offset) const {
    std::string bytes(1024, '\0');
    const ssize_t got = ::pread(fd_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return bytes;
  }

 private:
  std::string_view take(std::size_t size) {
    const std::string_view line(block_.data() + begin_, size);
    begin_ += size;
    offset_ += size;
    return line;
  }
  Result<void> fill() {
    std::copy(block_.begin() + static_cast<std::ptrdiff_t>(begin_),
              block_.begin() + static_cast<std::ptrdiff_t>(end_), block_.begin());
    end_ -= begin_;
    begin_ = 0;
    ssize_t got = 0;
    do {
      got = ::read(fd_.get(), block_.data() + end_, block_.size() - end_);
    } while (got < 0 && errno == EINTR);
    if (got < 0) return std::unexpected(errno_error("cannot read", errno));
    ended_ = got == 0;
    end_ += static_cast<std::size_t>(got);
    return {};
  }

  Fd fd_;
  std::string block_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint64_t offset_ = 0;
  bool ended_ = false;
};

// The message being gathered, bounded.
class Gathered {
 public:
  explicit Gathered(std::uint64_t bytes_max) : bytes_max_(bytes_max) {}

  void begin(std::uint64_t offset) {
    bytes_.clear();
    size_ = 0;
    offset_ = offset;
    body_end_.reset();
    announced_.reset();
    in_header_ = true;
  }
  void add(std::string_view line) {
    bytes_ +=
        line.substr(0, bytes_max_ + 1 - std::min<std::uint64_t>(bytes_.size(), bytes_max_ + 1));
    size_ += line.size();
    if (in_header_) read_header_line(without_line_end(line));
  }
  // True inside a body whose length is known.
  bool known_to_go_on() const { return body_end_ && size_ < *body_end_; }
  // What Content-Length says, once, after the header's last line.
  std::optional<std::uint64_t> take_announced() {
    return in_header_ ? std::nullopt : std::exchange(announced_, std::nullopt);
  }
  void know_body_size(std::uint64_t bytes) { body_end_ = size_ + bytes; }

  bool give(const MessageUse& use) const {
    std::string_view bytes = bytes_;
    if (bytes.ends_with("\n\n") || bytes.ends_with("\r\n\r\n")) {
      bytes.remove_suffix(bytes.ends_with("\r\n") ? 2 : 1);
    }
    return use(bytes, offset_);
  }

 private:
  void read_header_line(std::string_view line) {
    constexpr std::string_view name = "content-length:";
    if (line.empty()) {
      in_header_ = false;
    } else if (ascii_equal(line.substr(0, name.size()), name)) {
      const std::string_view digits = trim(line.substr(name.size()));
      std::uint64_t size = 0;
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size);
      const bool whole = error == std::errc() && end == digits.data() + digits.size();
      if (whole && size < (1ull << 40)) announced_ = size;
    }
  }

  std::uint64_t bytes_max_;
  Bytes bytes_;
  std::uint64_t size_ = 0;
  std::uint64_t offset_ = 0;
  std::optional<std::uint64_t> announced_;
  std::optional<std::uint64_t> body_end_;
  bool in_header_ = true;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool one_of(std::string_view word, std::string_view names) {
  if (word.size() != 3) return false;
  for (std::size_t at = 0; at + 3 <= names.size(); at += 3) {
    if (ascii_equal(names.substr(at, 3), word)) return true;
  }
  return false;
}

bool is_number(std::string_view word, std::size_t digits_min, std::size_t digits_max) {
  return word.size() >= digits_min && word.size() <= digits_max &&
         std::ranges::all_of(word, is_digit);
}

// "HH:MM" or "HH:MM:SS".
bool is_clock(std::string_view word) {
  if (word.size() < 4 || word.size() > 8 || word.find(':') == word.npos) return false;
  return std::ranges::all_of(word, [](char c) { return is_digit(c) || c == ':'; });
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (!(line = trim(line)).empty() && words.size() < 64) {
    const std::size_t size = std::min(line.find_first_of(" \t"), line.size());
    words.push_back(line.substr(0, size));
    line.remove_prefix(size);
  }
  return words;
}

// Weekday, month, day, time, then a year within the next three words (zones stand before it).
bool is_date_at(const std::vector<std::string_view>& words, std::size_t at) {
  if (at + 4 >= words.size()) return false;
  std::string_view weekday = words[at];
  if (weekday.ends_with(',')) weekday.remove_suffix(1);
  if (!one_of(weekday, "MonTueWedThuFriSatSun")) return false;
  const bool us = one_of(words[at + 1], "JanFebMarAprMayJunJulAugSepOctNovDec") &&
                  is_number(words[at + 2], 1, 2);
  if (!us || !is_clock(words[at + 3])) return false;
  for (std::size_t i = at + 4; i < words.size() && i < at + 7; ++i) {
    if (is_number(words[i], 4, 4)) return true;
  }
  return false;
}

// After an empty line: is this the next message's "From " line?
Result<bool> message_begins(LineReader& reader, std::string_view line) {
  if (!is_separator(line)) return false;
  const std::string_view next = TRY(reader.peek());
  return next.empty() || without_line_end(next).empty() || field_name_length(next) > 0 ||
         is_mbox_line(next);
}

// Does a body end there: at the end of the file, or before a "From " line?
bool ends_at(const LineReader& reader, std::uint64_t offset) {
  const std::string bytes = reader.bytes_at(offset);
  std::string_view rest = bytes;
  if (rest.empty()) return offset > 0 && !reader.bytes_at(offset - 1).empty();
  while (!rest.empty() && without_line_end(first_line(rest)).empty()) {
    rest.remove_prefix(first_line(rest).size());
  }
  return rest.empty() || is_separator(first_line(rest));
}

Result<Fd> open_mbox(const std::filesystem::path& path) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.open()) return std::unexpected(errno_error("cannot open " + path.string(), errno));
  return fd;
}

}  // namespace

bool is_separator(std::string_view line) {
  line = without_line_end(line);
  constexpr std::size_t line_bytes_max = 1024;
  if (!line.starts_with("From ") || line.size() > line_bytes_max) return false;
  const std::vector<std::string_view> words = words_of(line.substr(5));
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (is_date_at(words, at)) return true;
  }
  return false;
}

Result<std::uint64_t> for_each_message(const std::filesystem::path& path, const Limits& limits,
                                       const MessageUse& use) {
  LineReader reader(TRY(open_mbox(path)));
  Gathered message(limits.bytes_max);
  std::uint64_t count = 0;
  bool after_empty = true;
  for (;;) {
    const std::uint64_t offset = reader.offset();
    const std::string line(TRY_IN(path.string(), reader.next()));
    if (line.empty()) break;
    const bool may_begin = after_empty && !message.known_to_go_on();
    const bool begins = may_begin && TRY_IN(path.string(), message_begins(reader, line));
    if (count == 0 && !begins) {
      if (without_line_end(line).empty()) continue;
      return fail(Fault::invalid, path.string() +
                                      ": not an mbox file, it does not begin with a "
                                      "\"From sender date\" line");
    }
    if (begins && count > 0 && !message.give(use)) return count;
    if (begins) {
      message.begin(offset);
      ++count;
    } else {
      message.add(line);
      if (const auto size = message.take_announced()) {
        if (ends_at(reader, reader.offset() + *size)) message.know_body_size(*size);
      }
    }
    after_empty = without_line_end(line).empty();
  }
  if (count > 0) message.give(use);
  return count;
}

}  // namespace backstamp::message
