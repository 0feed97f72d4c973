#include "verdict/mixed_scripts.h"

#include "message/charset.h"
#include "message/fold_letter.h"
#include "verdict/characters.h"

namespace backstamp::verdict {
namespace {

bool is_look_alike_script(message::Script script) {
  return script == message::Script::cyrillic || script == message::Script::greek ||
         script == message::Script::armenian;
}

}  // namespace

bool mixes_scripts(std::string_view word) {
  constexpr std::size_t latin_min = 2;
  std::size_t latin = 0;
  std::size_t other = 0;
  for_each_character(word, [&](char32_t code, std::string_view) {
    if (message::letter_kind(code) != message::LetterKind::letter) return;
    const message::Script script = message::script_of(code);
    if (script == message::Script::latin) ++latin;
    if (!is_look_alike_script(script)) return;
    std::string folded;
    message::append_folded(code, folded);
    const bool looks_latin = folded.size() == 1;  // it is compared as an ASCII letter
    if (looks_latin) ++other;
  });
  return latin >= latin_min && other > 0;
}

MixedWords mixed_words(std::string_view text) {
  MixedWords words;
  if (message::is_ascii(text)) return words;
  std::size_t begin = 0;
  const auto end_word = [&](std::size_t end) {
    const std::string_view word = text.substr(begin, end - begin);
    if (message::is_ascii(word) || !mixes_scripts(word)) return;
    if (words.count++ == 0) words.first = Text::lossy(word).cut(100);
  };
  std::size_t at = 0;
  for_each_character(text, [&](char32_t code, std::string_view bytes) {
    const message::LetterKind kind = message::letter_kind(code);
    if (kind == message::LetterKind::blank) {
      if (at > begin) end_word(at);
      begin = at + bytes.size();
    }
    at += bytes.size();
  });
  if (at > begin) end_word(at);
  return words;
}

std::size_t styled_letters(std::string_view text) {
  std::size_t count = 0;
  if (message::is_ascii(text)) return count;
  for_each_character(text, [&](char32_t code, std::string_view) {
    const bool mathematical = code >= 0x1d400 && code <= 0x1d7ff;
    const bool full_width =
        (code >= 0xff21 && code <= 0xff3a) || (code >= 0xff41 && code <= 0xff5a);
    const bool enclosed =
        (code >= 0x24b6 && code <= 0x24e9) || (code >= 0x1f130 && code <= 0x1f189);
    if (mathematical || full_width || enclosed) ++count;
  });
  return count;
}

}  // namespace backstamp::verdict
