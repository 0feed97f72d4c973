#include "verdict/folded_words.h"

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

}  // namespace

FoldedWords::FoldedWords(std::string_view text) : text_(text.substr(0, text_bytes_max)) {
  letters_.reserve(text_.size());
  bool open = false;
  std::size_t at = 0;
  const auto enter = [&] {
    if (!open) words_.push_back({letters_.size(), letters_.size(), at, at});
    open = true;
  };
  const auto leave = [&](std::size_t bytes) {
    words_.back().end = letters_.size();
    words_.back().to = at + bytes;
  };
  for_each_character(text_, [&](char32_t code, std::string_view bytes) {
    if (code < plain_letters.size()) {
      if (const char letter = plain_letters[code]) {
        enter();
        letters_ += letter;
        leave(1);
      } else {
        open = false;
      }
      ++at;
      return;
    }
    const message::LetterKind kind = message::letter_kind(code);
    if (kind == message::LetterKind::letter || kind == message::LetterKind::digit) {
      enter();
      message::append_folded(code, letters_);
      leave(bytes.size());
    } else if (kind != message::LetterKind::ignored) {
      open = false;
    }
    at += bytes.size();
  });
}

}  // namespace backstamp::verdict
