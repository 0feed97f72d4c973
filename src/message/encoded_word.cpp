#include "message/encoded_word.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "message/charset.h"
#include "message/plain_run.h"
#include "message/transfer.h"

namespace backstamp::message {
namespace {

struct EncodedWord {
  std::string_view charset;
  bool base64 = false;
  std::string_view text;
  std::size_t size = 0;  // of the whole word, "=?" to "?="
};

// The encoded word at the start of `text`, which begins with "=?".
std::optional<EncodedWord> read_word(std::string_view text) {
  const std::size_t first = text.find('?', 2);
  if (first == text.npos || first == 2 || first > 80 || first + 2 >= text.size()) {
    return std::nullopt;
  }
  const char encoding = text[first + 1];
  if (text[first + 2] != '?' || std::string_view("bBqQ").find(encoding) == std::string_view::npos) {
    return std::nullopt;
  }
  const std::size_t begin = first + 3;
  // A "?=" straight after the encoding may be text that begins with "=".
  const std::size_t end = text.find("?=", begin);
  if (end == text.npos) return std::nullopt;
  std::string_view charset = text.substr(2, first - 2);
  charset = charset.substr(0, charset.find('*'));  // RFC 2231 section 5: a language after it
  return EncodedWord{charset, encoding == 'b' || encoding == 'B', text.substr(begin, end - begin),
                     end + 2};
}

std::string decode_q(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '=' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
                        hex_digit(text[i + 2]) >= 0;
    if (escape) {
      bytes += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      bytes += text[i] == '_' ? ' ' : text[i];
    }
  }
  return bytes;
}

std::string decode_word(const EncodedWord& word) {
  return word.base64 ? decode_all(word.text, TransferEncoding::base64) : decode_q(word.text);
}

bool only_blanks(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c == ' ' || c == '\t'; });
}

// Builds the text; bytes of neighbouring words of one charset wait until they can be decoded
// together.
class Decoder {
 public:
  void add_plain(std::string_view text) {
    flush();
    result_ += is_ascii(text) ? std::string(text) : to_utf8(text, "").text;
  }
  void add_word(const EncodedWord& word) {
    if (!pending_.empty() && !ascii_equal(charset_, word.charset)) flush();
    charset_ = word.charset;
    pending_ += decode_word(word);
  }
  std::string finish() && {
    flush();
    return std::move(result_);
  }

 private:
  void flush() {
    if (!pending_.empty()) result_ += to_utf8(pending_, charset_).text;
    pending_.clear();
  }

  std::string result_;
  std::string pending_;
  std::string_view charset_;
};

std::string decode_words(std::string_view line) {
  Decoder decoder;
  bool after_word = false;
  while (!line.empty()) {
    std::size_t at = line.find("=?");
    std::optional<EncodedWord> word;
    // Past the last "?=" no word can end, and none is looked for.
    const std::size_t last_end = line.rfind("?=");
    while (at != line.npos && last_end != line.npos && at < last_end &&
           !(word = read_word(line.substr(at)))) {
      at = line.find("=?", at + 2);
    }
    if (!word) at = line.npos;
    const std::string_view before = line.substr(0, at);
    // Blanks between two encoded words are not shown (RFC 2047 section 6.2).
    if (!before.empty() && !(word && after_word && only_blanks(before))) decoder.add_plain(before);
    if (!word) break;
    decoder.add_word(*word);
    after_word = true;
    line.remove_prefix(at + word->size);
  }
  return std::move(decoder).finish();
}

void blank_controls(std::string& text) {
  for (char& c : text) {
    if ((c > 0 && c < ' ') || c == 127) c = ' ';
  }
}

}  // namespace

std::string unfold(std::string_view raw) {
  std::string line;
  raw = trim(raw);
  line.reserve(raw.size());
  while (!raw.empty()) {
    const std::size_t printable = printable_length(raw);
    line += raw.substr(0, printable);
    if (printable == raw.size()) break;
    const char c = raw[printable];
    if (c != '\r' && c != '\n') line += c == '\t' ? ' ' : c;
    raw.remove_prefix(printable + 1);
  }
  return line;
}

Text decode_header(std::string_view raw) {
  std::string text = unfold(raw);
  const bool words = text.find("=?") != text.npos;
  if (!words && printable_length(text) == text.size()) return Text::trusted(std::move(text));
  if (words || !is_ascii(text)) text = decode_words(text);
  blank_controls(text);
  return Text::lossy(text);
}

}  // namespace backstamp::message
