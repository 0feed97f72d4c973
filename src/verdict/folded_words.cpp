#include "verdict/folded_words.h"

#include <algorithm>
#include <array>

#include "message/fold_letter.h"
#include "verdict/characters.h"

namespace backstamp::verdict {
namespace {

constexpr std::size_t text_bytes_max = 64 * 1024;

// ASCII letters and digits as message::append_folded() writes them; 0 for what stands between
// words.
constexpr std::array<char, 128> plain_letters = [] {
  std::array<char, 128> letters{};
  for (char c = 'a'; c <= 'z'; ++c) {
    letters[static_cast<std::size_t>(c)] = letters[static_cast<std::size_t>(c - 'a' + 'A')] = c;
  }
  for (char c = '0'; c <= '9'; ++c) letters[static_cast<std::size_t>(c)] = c;
  return letters;
}();

char plain_letter(char c) {
  const auto code = static_cast<unsigned char>(c);
  return code < plain_letters.size() ? plain_letters[code] : '\0';
}

}  // namespace

FoldedWords::FoldedWords(std::string_view text) : text_(text.substr(0, text_bytes_max)) {
  letters_.reserve(text_.size());
  bool open = false;
  const auto enter = [&](std::size_t at) {
    if (!open) words_.push_back({letters_.size(), letters_.size(), at, at});
    open = true;
  };
  const auto leave = [&](std::size_t at) {
    words_.back().end = letters_.size();
    words_.back().to = at;
  };
  for (std::size_t at = 0; at < text_.size();) {
    if (static_cast<unsigned char>(text_[at]) < plain_letters.size()) {  // nearly all
      const std::size_t begin = at;
      while (at < text_.size()) {
        const char letter = plain_letter(text_[at]);
        if (letter == 0) break;
        if (at == begin) enter(at);
        letters_ += letter;
        ++at;
      }
      if (at > begin) {
        leave(at);
      } else {
        open = false;
        ++at;
      }
      continue;
    }
    const std::string_view rest = std::string_view(text_).substr(at);
    const std::size_t length = utf8_length(rest);
    const char32_t code = length == 0 ? U' ' : code_at(rest, length);
    const message::LetterKind kind = message::letter_kind(code);
    const std::size_t step = std::max<std::size_t>(length, 1);
    if (kind == message::LetterKind::letter || kind == message::LetterKind::digit) {
      enter(at);
      message::append_folded(code, letters_);
      leave(at + step);
    } else if (kind != message::LetterKind::ignored) {
      open = false;
    }
    at += step;
  }
}

}  // namespace backstamp::verdict
