#include "verdict/folded_words.h"

#include "message/fold_letter.h"
#include "verdict/characters.h"

namespace backstamp::verdict {
namespace {

constexpr std::size_t text_bytes_max = 64 * 1024;

}  // namespace

FoldedWords::FoldedWords(std::string_view text) : text_(text.substr(0, text_bytes_max)) {
  letters_.reserve(text_.size());
  bool open = false;
  std::size_t at = 0;
  for_each_character(text_, [&](char32_t code, std::string_view bytes) {
    const message::LetterKind kind = message::letter_kind(code);
    if (kind == message::LetterKind::letter || kind == message::LetterKind::digit) {
      if (!open) words_.push_back({letters_.size(), letters_.size(), at, at});
      message::append_folded(code, letters_);
      words_.back().end = letters_.size();
      words_.back().to = at + bytes.size();
      open = true;
    } else if (kind != message::LetterKind::ignored) {
      open = false;
    }
    at += bytes.size();
  });
}

}  // namespace backstamp::verdict
