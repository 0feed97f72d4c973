#include "message/flow_text.h"

#include "base/text.h"

namespace backstamp::message {
namespace {

bool blank_byte(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}
bool plain_byte(char c) { return !blank_byte(c) && static_cast<unsigned char>(c) < 0x80; }

// ASCII words with one space between them, at the start of `utf8`: they flow as they stand.
std::size_t plain_length(std::string_view utf8) {
  std::size_t length = 1;
  while (length < utf8.size() &&
         (plain_byte(utf8[length]) ||
          (utf8[length] == ' ' && length + 1 < utf8.size() && plain_byte(utf8[length + 1])))) {
    ++length;
  }
  return length;
}

// NBSP, U+2000 to U+200A, U+2028, U+2029, U+202F, U+205F, U+2800 (braille blank), U+3000,
// U+3164 (Hangul filler): its length in bytes, otherwise 0.
std::size_t wide_blank_length(std::string_view utf8) {
  if (utf8.starts_with("\xc2\xa0")) return 2;
  if (utf8.size() < 3) return 0;
  const auto third = static_cast<unsigned char>(utf8[2]);
  if (utf8.starts_with("\xe2\x80")) {
    return third <= 0x8a || third == 0xa8 || third == 0xa9 || third == 0xaf ? 3 : 0;
  }
  const std::string_view three = utf8.substr(0, 3);
  return three == "\xe2\x81\x9f" || three == "\xe2\xa0\x80" || three == "\xe3\x80\x80" ||
                 three == "\xe3\x85\xa4"
             ? 3
             : 0;
}

}  // namespace

std::size_t invisible_length(std::string_view utf8) {
  if (utf8.starts_with("\xc2\xad")) return 2;                                  // soft hyphen
  if (utf8.starts_with("\xcd\x8f") || utf8.starts_with("\xd8\x9c")) return 2;  // U+034F, U+061C
  if (utf8.size() < 3) return 0;
  const auto third = static_cast<unsigned char>(utf8[2]);
  if (utf8.starts_with("\xe2\x80")) {  // U+200B to U+200F, U+202A to U+202E
    return (third >= 0x8b && third <= 0x8f) || (third >= 0xaa && third <= 0xae) ? 3 : 0;
  }
  if (utf8.starts_with("\xe2\x81")) return third >= 0xa0 && third <= 0xaf ? 3 : 0;  // U+2060..6F
  if (utf8.starts_with("\xef\xb8")) return third <= 0x8f ? 3 : 0;                   // U+FE00..0F
  if (utf8.starts_with("\xef\xbb\xbf")) return 3;                                   // U+FEFF
  if (utf8.starts_with("\xe1\xa0\x8e")) return 3;                                   // U+180E
  if (utf8.starts_with("\xe1\x85")) return third == 0x9f || third == 0xa0 ? 3 : 0;  // U+115F, 1160
  if (utf8.starts_with("\xf3\xa0")) return utf8.size() >= 4 ? 4 : 0;                // tags
  return 0;
}

void FlowText::append(std::string_view utf8) {
  while (!utf8.empty() && !full()) {
    const char first = utf8.front();
    if (blank_byte(first)) {
      pending_blank_ = true;
      utf8.remove_prefix(1);
    } else if (static_cast<unsigned char>(first) < 0x80) {
      const std::size_t length = plain_length(utf8);
      put(utf8.substr(0, length));
      utf8.remove_prefix(length);
    } else if (const std::size_t gone = invisible_length(utf8); gone > 0) {
      note_joint(utf8.substr(0, gone), utf8.substr(gone));
      utf8.remove_prefix(gone);
    } else if (const std::size_t wide = wide_blank_length(utf8); wide > 0) {
      pending_blank_ = true;
      utf8.remove_prefix(wide);
    } else {
      const std::size_t length = std::max<std::size_t>(utf8_length(utf8), 1);
      put(utf8.substr(0, length));
      utf8.remove_prefix(length);
    }
  }
}

void FlowText::note_joint(std::string_view gone, std::string_view after) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (gone == "\xc2\xad" || pending_blank_ || pending_line_ || text_.empty()) return;
  if (is_letter(text_.back()) && !after.empty() && is_letter(after.front())) ++joints_;
}

void FlowText::put(std::string_view character) {
  if (!text_.empty() && pending_line_) {
    text_ += '\n';
  } else if (!text_.empty() && pending_blank_) {
    text_ += ' ';
  }
  pending_line_ = pending_blank_ = false;
  text_ += character.substr(0, bytes_max_ - std::min(bytes_max_, text_.size()));
}

}  // namespace backstamp::message
