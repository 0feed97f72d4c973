#include "message/files/pdf_tokens.h"

#include <algorithm>

#include "base/text.h"

namespace backstamp::message {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

bool is_delimiter(char c) {
  return std::string_view("()<>[]{}/%").find(c) != std::string_view::npos;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

void PdfTokens::skip_blanks() {
  while (at_ < bytes_.size()) {
    if (bytes_[at_] == '%') {
      at_ = std::min(bytes_.find_first_of("\r\n", at_), bytes_.size());
    } else if (is_blank(bytes_[at_])) {
      ++at_;
    } else {
      return;
    }
  }
}

bool PdfTokens::next(PdfToken& token) {
  skip_blanks();
  if (at_ >= bytes_.size()) return false;
  token.kind = PdfTokenKind::word;
  token.text.clear();
  const char c = bytes_[at_];
  const bool twice = at_ + 1 < bytes_.size() && bytes_[at_ + 1] == c;
  if (c == '/') {
    read_name(token);
  } else if (c == '(') {
    read_literal(token);
  } else if ((c == '<' || c == '>') && twice) {
    token.kind = c == '<' ? PdfTokenKind::open_dict : PdfTokenKind::close_dict;
    at_ += 2;
  } else if (c == '<') {
    read_hexadecimal(token);
  } else if (is_delimiter(c)) {
    token.text = c;
    ++at_;
  } else {
    read_word(token);
  }
  return true;
}

void PdfTokens::read_name(PdfToken& token) {
  constexpr std::size_t name_bytes_max = 127;
  token.kind = PdfTokenKind::name;
  for (++at_; at_ < bytes_.size() && !is_blank(bytes_[at_]) && !is_delimiter(bytes_[at_]); ++at_) {
    char c = bytes_[at_];
    const bool coded = c == '#' && at_ + 2 < bytes_.size() && hex_digit(bytes_[at_ + 1]) >= 0 &&
                       hex_digit(bytes_[at_ + 2]) >= 0;
    if (coded) {
      c = static_cast<char>(hex_digit(bytes_[at_ + 1]) * 16 + hex_digit(bytes_[at_ + 2]));
      at_ += 2;
    }
    if (token.text.size() < name_bytes_max) token.text += c;
  }
}

void PdfTokens::read_literal(PdfToken& token) {
  token.kind = PdfTokenKind::string;
  int depth = 1;
  for (++at_; at_ < bytes_.size(); ++at_) {
    const char c = bytes_[at_];
    if (c == '\\') {
      read_escape(token);
      continue;
    }
    if (c == '(') ++depth;
    if (c == ')' && --depth == 0) {
      ++at_;
      return;
    }
    if (token.text.size() < string_bytes_max) token.text += c;
  }
}

// Leaves the position on the last character of the escape.
void PdfTokens::read_escape(PdfToken& token) {
  if (++at_ >= bytes_.size()) return;
  const char c = bytes_[at_];
  if (c >= '0' && c <= '7') {
    int value = 0;
    std::size_t end = at_;
    while (end < bytes_.size() && end < at_ + 3 && bytes_[end] >= '0' && bytes_[end] <= '7') {
      value = value * 8 + (bytes_[end++] - '0');
    }
    at_ = end - 1;
    token.text += static_cast<char>(value & 0xff);
  } else if (c == '\r') {  // the line goes on
    if (at_ + 1 < bytes_.size() && bytes_[at_ + 1] == '\n') ++at_;
  } else if (c != '\n') {
    constexpr std::string_view letters = "nrtbf";
    constexpr std::string_view meant = "\n\r\t\b\f";
    const std::size_t place = letters.find(c);
    if (token.text.size() < string_bytes_max) {
      token.text += place == letters.npos ? c : meant[place];
    }
  }
}

void PdfTokens::read_hexadecimal(PdfToken& token) {
  token.kind = PdfTokenKind::string;
  const std::size_t end = std::min(bytes_.find('>', at_), bytes_.size());
  int half = -1;
  for (++at_; at_ < end; ++at_) {
    const int value = hex_digit(bytes_[at_]);
    if (value < 0) continue;
    if (half < 0) {
      half = value;
      continue;
    }
    if (token.text.size() < string_bytes_max) token.text += static_cast<char>(half * 16 + value);
    half = -1;
  }
  if (half >= 0) token.text += static_cast<char>(half * 16);
  at_ = std::min(end + 1, bytes_.size());
}

void PdfTokens::read_word(PdfToken& token) {
  const std::size_t start = at_;
  while (at_ < bytes_.size() && !is_blank(bytes_[at_]) && !is_delimiter(bytes_[at_])) ++at_;
  const std::string_view word = bytes_.substr(start, std::min<std::size_t>(at_ - start, 32));
  token.text = word;
  if (word.size() > 18 || !std::ranges::all_of(word, is_digit)) return;
  token.kind = PdfTokenKind::number;
  token.number = 0;
  for (const char c : word) token.number = token.number * 10 + static_cast<std::uint64_t>(c - '0');
}

}  // namespace backstamp::message
