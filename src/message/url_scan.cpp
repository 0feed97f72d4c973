#include "message/url_scan.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "message/url_reader.h"

namespace backstamp::message {
namespace {

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_space(char c) { return static_cast<unsigned char>(c) <= ' '; }

// Quotation marks and full stops of scripts that write no blank after a URL.
std::size_t ending_mark(std::string_view text) {
  static constexpr std::array<std::string_view, 14> marks = {
      "\xe2\x80\x98", "\xe2\x80\x99", "\xe2\x80\x9c", "\xe2\x80\x9d", "\xc2\xbb",
      "\xc2\xab",     "\xc2\xa0",     "\xe3\x80\x80", "\xe3\x80\x81", "\xe3\x80\x82",
      "\xef\xbc\x8c", "\xef\xbc\x89", "\xe3\x80\x8d", "\xe2\x80\xa6"};
  for (const std::string_view mark : marks) {
    if (text.starts_with(mark)) return mark.size();
  }
  return 0;
}

bool ends_url(std::string_view rest) {
  const char c = rest.front();
  if (is_space(c) || c == '<' || c == '>' || c == '"' || c == '`' || c == '\x7f') return true;
  return (static_cast<unsigned char>(c) & 0x80) != 0 && ending_mark(rest) > 0;
}

// Brackets of one kind in a URL, counted once: a URL may end in thousands of them.
struct Brackets {
  explicit Brackets(std::string_view url) {
    for (const char c : url) count(c, 1);
  }
  void count(char c, int by) {
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (c == open[i]) surplus[i] -= by;
      if (c == close[i]) surplus[i] += by;
    }
  }
  bool unbalanced(char c) const {
    const std::size_t kind = close.find(c);
    return kind != close.npos && surplus[kind] > 0;
  }

  static constexpr std::string_view open = "([{";
  static constexpr std::string_view close = ")]}";
  std::array<std::ptrdiff_t, 3> surplus{};
};

std::string_view without_punctuation(std::string_view url) {
  constexpr std::string_view closing = ".,;:!?'*_|\\";
  Brackets brackets(url);
  while (!url.empty()) {
    const char last = url.back();
    if (!brackets.unbalanced(last) && closing.find(last) == closing.npos) break;
    brackets.count(last, -1);
    url.remove_suffix(1);
  }
  return url;
}

std::size_t length_at(std::string_view text) {
  std::size_t length = 0;
  const std::size_t longest = std::min(text.size(), url_bytes_max);
  while (length < longest && !ends_url(text.substr(length))) ++length;
  return length;
}

// A URL in <...> that is broken over lines, as far as the ">".
std::size_t bracketed_length(std::string_view text) {
  const std::size_t close = text.substr(0, url_bytes_max).find_first_of("<>\"");
  return close != text.npos && text[close] == '>' ? close : 0;
}

std::string without_blanks(std::string_view text) {
  std::string joined(text);
  std::erase_if(joined, is_space);
  return joined;
}

// The start of the scheme whose colon stands at `colon`; npos when there is none.
std::size_t scheme_start(std::string_view text, std::size_t colon) {
  for (const std::string_view scheme : {"https", "http", "ftp"}) {
    if (colon < scheme.size()) continue;
    const std::size_t start = colon - scheme.size();
    if (!ascii_equal(text.substr(start, scheme.size()), scheme)) continue;
    if (start == 0 || !is_word(text[start - 1])) return start;
  }
  return text.npos;
}

bool www_at(std::string_view text, std::size_t at) {
  if (text.size() < at + 5 || !ascii_equal(text.substr(at, 4), "www.")) return false;
  if (is_space(text[at + 4])) return false;
  // Not inside a word, an address or a longer host name.
  constexpr std::string_view inside = "@./-=";
  return at == 0 || (!is_word(text[at - 1]) && inside.find(text[at - 1]) == inside.npos);
}

// Finds where URLs start. Most text holds few colons and dots, and is passed over from one to the
// next; each kind is looked for once.
class Starts {
 public:
  explicit Starts(std::string_view text) : text_(text) {}

  // The start of the next URL at or after `at`, which never goes back; npos when there is none.
  std::size_t next(std::size_t at) {
    if (scheme_ != text_.npos && (scheme_ < at || !begun_)) scheme_ = next_scheme(at);
    if (www_ != text_.npos && (www_ < at || !begun_)) www_ = next_www(at);
    begun_ = true;
    return std::min(scheme_, www_);
  }

 private:
  std::size_t next_scheme(std::size_t at) const {
    for (std::size_t i = text_.find(':', at); i != text_.npos; i = text_.find(':', i + 1)) {
      if (text_.substr(i, 3) != "://") continue;
      const std::size_t start = scheme_start(text_, i);
      if (start != text_.npos && start >= at) return start;
    }
    return text_.npos;
  }

  std::size_t next_www(std::size_t at) const {
    for (std::size_t i = text_.find('.', at); i != text_.npos; i = text_.find('.', i + 1)) {
      if (i >= at + 3 && www_at(text_, i - 3)) return i - 3;
    }
    return text_.npos;
  }

  std::string_view text_;
  std::size_t scheme_ = 0;
  std::size_t www_ = 0;
  bool begun_ = false;
};

}  // namespace

std::vector<Url> scan_urls(std::string_view text, std::size_t urls_max) {
  std::vector<Url> urls;
  std::size_t at = 0;
  Starts starts(text);
  while (urls.size() < urls_max && (at = starts.next(at)) != text.npos) {
    const std::string_view rest = text.substr(at);
    const std::size_t bracketed = at > 0 && text[at - 1] == '<' ? bracketed_length(rest) : 0;
    const std::size_t length = bracketed > 0 ? bracketed : length_at(rest);
    auto url = bracketed > 0 ? read_url(without_blanks(rest.substr(0, length)))
                             : read_url(without_punctuation(rest.substr(0, length)));
    if (url) urls.push_back(std::move(*url));
    at += std::max<std::size_t>(length, 1);
  }
  return urls;
}

}  // namespace backstamp::message
