#include "message/fold.h"

#include <algorithm>
#include <string>

#include "base/hash.h"
#include "base/text.h"
#include "message/fold_letter.h"
#include "message/html_reference.h"

namespace backstamp::message {
namespace {

FoldedWord token() {
  FoldedWord word;
  word.hash = 1;
  word.kind = WordKind::token;
  return word;
}

bool blank_byte(char c) { return static_cast<unsigned char>(c) <= ' '; }
bool digit(char c) { return c >= '0' && c <= '9'; }
bool lower_letter(char c) { return c >= 'a' && c <= 'z'; }
bool alphanumeric(char c) { return digit(c) || lower_letter(c) || (c >= 'A' && c <= 'Z'); }

bool ascii_letter(char c) { return lower_letter(c) || (c >= 'A' && c <= 'Z'); }
char ascii_lower_letter(char c) { return static_cast<char>(c | 0x20); }
// Parts words and is no part of any.
bool plain_mark(char c) { return c == ',' || c == '.' || c == ':' || c == ';' || c == '!'; }

struct Character {
  char32_t code = U' ';
  std::size_t length = 1;
};

// `utf8` is not empty.
Character first_character(std::string_view utf8) {
  const auto lead = static_cast<unsigned char>(utf8[0]);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = utf8_length(utf8);
  if (length == 0) return {};
  char32_t code = lead & (0xffu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    code = code << 6 | (static_cast<unsigned char>(utf8[i]) & 0x3f);
  }
  return {code, length};
}

// Names that end what is written as a bare host.
bool is_top_domain(std::string_view label) {
  static constexpr std::string_view known[] = {
      "app",  "at", "au",   "be",   "biz", "br",  "ca", "ch", "club",   "cn",  "co", "com",
      "cz",   "de", "dev",  "dk",   "edu", "es",  "eu", "fi", "fr",     "gov", "ie", "in",
      "info", "io", "it",   "jp",   "me",  "net", "nl", "no", "online", "org", "pl", "pt",
      "ru",   "se", "shop", "site", "to",  "top", "tr", "tv", "ua",     "uk",  "us", "xyz"};
  return std::ranges::find(known, label) != std::end(known);
}

// "example.com" or "mail.example.com/path", with punctuation around it.
bool is_bare_host(std::string_view chunk) {
  const std::size_t slash = chunk.find('/');
  std::string_view host = chunk.substr(0, slash);
  while (!host.empty() && !alphanumeric(host.back())) host.remove_suffix(1);
  const std::size_t dot = host.rfind('.');
  if (dot == host.npos || dot == 0 || !alphanumeric(host[dot - 1])) return false;
  return is_top_domain(host.substr(dot + 1));
}

bool is_link_or_address(std::string_view chunk) {
  const auto is_mark = [](char c) { return c == ':' || c == '.' || c == '@'; };
  if (std::ranges::none_of(chunk, is_mark)) return false;
  if (chunk.find("://") != chunk.npos) return true;
  const std::size_t www = chunk.find("www.");
  if (www != chunk.npos && www <= 1) return true;
  const std::size_t at = chunk.find('@');
  if (at != chunk.npos && at > 0 && at + 1 < chunk.size() && alphanumeric(chunk[at - 1]) &&
      alphanumeric(chunk[at + 1])) {
    return true;
  }
  return chunk.find('.') != chunk.npos && is_bare_host(chunk);
}

class Folder {
 public:
  FoldedText run(std::string_view text) {
    result_.words.reserve(text.size() / 7 + 8);
    while (!text.empty()) {
      if (blank_byte(text.front())) {
        line_start_ = line_start_ || text.front() == '\n';
        text.remove_prefix(1);
        continue;
      }
      const auto end = std::ranges::find_if(text, blank_byte);
      const std::string_view chunk(text.begin(), end);
      text.remove_prefix(chunk.size());
      if (const std::size_t letters = plain_word(chunk)) {
        take_plain(chunk.substr(0, letters));
      } else if (is_link_or_address(chunk)) {
        emit(token());
      } else {
        take(chunk);
      }
    }
    return std::move(result_);
  }

 private:
  // The length of an ASCII word that is the whole chunk but for one mark behind it, which is what
  // most chunks are; otherwise 0.
  static std::size_t plain_word(std::string_view chunk) {
    const auto end = std::ranges::find_if_not(chunk, ascii_letter);
    const auto length = static_cast<std::size_t>(end - chunk.begin());
    const bool marked = length + 1 == chunk.size() && plain_mark(chunk.back());
    return length <= word_letters_max && (length == chunk.size() || marked) ? length : 0;
  }

  // What take() does for such a word.
  void take_plain(std::string_view word) {
    std::array<char, word_letters_max> lower;
    std::ranges::transform(word, lower.begin(), ascii_lower_letter);
    result_.letters[static_cast<std::size_t>(Script::latin)] +=
        static_cast<std::uint32_t>(word.size());
    FoldedWord folded;
    folded.capital = word.front() < 'a';
    folded.hash = hash64({lower.data(), word.size()});
    emit(folded);
  }

  void take(std::string_view chunk) {
    for (std::size_t at = 0; at < chunk.size();) {
      const auto [code, length] = first_character(chunk.substr(at));
      at += length;
      if (code < 0x80 && ascii_letter(static_cast<char>(code))) {
        letter(code);
        continue;
      }
      switch (letter_kind(code)) {
        case LetterKind::letter: letter(code); break;
        case LetterKind::digit:
          leave_pairs();
          grow(code);
          break;
        case LetterKind::pair_letter: pair_letter(code); break;
        case LetterKind::ignored: break;
        case LetterKind::blank:
          if (code == U'|' && is_barred_l(chunk, at)) {
            grow(U'l');
          } else {
            leave_word();
            leave_pairs();
          }
          break;
      }
    }
    leave_word();
    leave_pairs();
  }

  // "pass|ist": a bar between small letters stands for one.
  static bool is_barred_l(std::string_view chunk, std::size_t after) {
    return after >= 2 && after < chunk.size() && lower_letter(chunk[after - 2]) &&
           lower_letter(chunk[after]);
  }

  void letter(char32_t code) {
    leave_pairs();
    count(code);
    if (!has_letter_) capital_ = is_upper(code);
    has_letter_ = true;
    grow(code);
  }

  void count(char32_t code) {
    ++result_.letters[static_cast<std::size_t>(script_of(code))];
    if (code < 0x400) return;
    result_.ukrainian += code == U'і' || code == U'ї' || code == U'є' || code == U'ґ' ? 1 : 0;
    result_.persian += code == U'پ' || code == U'چ' || code == U'ژ' || code == U'گ' ? 1 : 0;
  }

  void grow(char32_t code) {
    if (letters_ >= word_letters_max) return;
    ++letters_;
    if (code < 0x80) {
      word_ += ascii_letter(static_cast<char>(code)) ? ascii_lower_letter(static_cast<char>(code))
                                                     : static_cast<char>(code);
    } else {
      append_folded(code, word_);
    }
  }

  void leave_word() {
    if (word_.empty()) return;
    const bool plain = has_letter_ && std::ranges::none_of(word_, digit);
    FoldedWord folded = token();
    folded.capital = capital_;
    folded.digits = !plain;
    if (plain || (has_letter_ && letters_for_digits())) {
      folded.hash = hash64(word_);
      folded.kind = WordKind::word;
    }
    emit(folded);
    word_.clear();
    letters_ = 0;
    has_letter_ = capital_ = false;
  }

  // One or two digits 0 and 1 are letters in disguise ("micr0soft"), any other run of digits is
  // "0". False for identifiers: two such runs, or more digits than letters.
  bool letters_for_digits() {
    std::string out;
    int runs = 0;
    std::size_t digits = 0;
    for (std::size_t at = 0; at < word_.size();) {
      std::size_t end = at;
      while (end < word_.size() && digit(word_[end])) ++end;
      if (end == at) {
        out += word_[at++];
      } else if (end - at <= 2 && word_.find_first_not_of("01", at) >= end) {
        for (; at < end; ++at) out += word_[at] == '0' ? 'o' : 'l';
      } else {
        out += '0';
        runs += 1;
        digits += end - at;
        at = end;
      }
    }
    const bool identifier = runs >= 2 || digits * 2 > word_.size();
    word_ = std::move(out);
    return !identifier;
  }

  void pair_letter(char32_t code) {
    leave_word();
    count(code);
    std::string folded;
    append_folded(code, folded);
    if (!previous_.empty()) emit_pair(previous_ + folded);
    paired_ = !previous_.empty();
    previous_ = std::move(folded);
  }

  void leave_pairs() {
    if (!previous_.empty() && !paired_) emit_pair(previous_);
    previous_.clear();
    paired_ = false;
  }

  void emit_pair(const std::string& pair) {
    FoldedWord word;
    word.hash = hash64(pair);
    word.kind = WordKind::pair;
    emit(word);
  }

  void emit(FoldedWord word) {
    word.line_start = std::exchange(line_start_, false);
    result_.words.push_back(word);
  }

  FoldedText result_;
  std::string word_;
  std::size_t letters_ = 0;
  bool has_letter_ = false;
  bool capital_ = false;
  bool line_start_ = true;
  std::string previous_;  // the last character of a script without blanks
  bool paired_ = false;   // it is part of a pair already
};

}  // namespace

FoldedText fold(std::string_view text) { return Folder().run(text); }

std::uint64_t folded_hash(std::string_view word) {
  const FoldedText folded = fold(word);
  if (folded.words.size() != 1 || folded.words[0].kind == WordKind::token) return 0;
  return folded.words[0].hash;
}

}  // namespace backstamp::message
