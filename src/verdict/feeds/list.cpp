// Plain lists, one value a line, of whatever kind; also hosts files, whose lines name an address of
// nowhere and then the hosts to be kept away from.
#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "message/ip_address.h"
#include "verdict/feeds/defang.h"
#include "verdict/feeds/feed_format.h"
#include "verdict/feeds/feed_gathering.h"
#include "verdict/feeds/feed_lines.h"

namespace backstamp::verdict {
namespace {

constexpr std::size_t line_bytes_max = 16 * 1024;
constexpr std::size_t words_max = 64;
constexpr std::string_view blanks = " \t";

struct Line {
  std::vector<std::string_view> words;
  std::string_view comment;
};

// A comment begins with '#' or ';' at the start of a word: a URL may hold both.
Line split(std::string_view text) {
  Line line;
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
    if (text.empty() || line.words.size() > words_max) return line;
    if (text.starts_with('#') || text.starts_with(';')) {
      line.comment = trim(text.substr(1));
      return line;
    }
    const std::string_view word = text.substr(0, text.find_first_of(blanks));
    line.words.push_back(word);
    text.remove_prefix(word.size());
  }
}

bool is_digest(std::string_view word) {
  return word.size() == 64 && std::ranges::all_of(word, [](char c) { return hex_digit(c) >= 0; });
}

// The kind by the value's form; empty where it has none that we know.
std::string_view kind_of(std::string_view word) {
  const std::string value = refanged(word);
  if (is_digest(value)) return "file";
  if (value.contains("://")) return "url";
  if (message::IpAddress::parse(value.substr(0, value.find('/')))) return "ip";
  if (value.contains('/')) return "url";
  if (value.contains('@')) return "sender";
  return value.contains('.') ? "domain" : "";
}

bool is_address_of_nowhere(std::string_view word) {
  constexpr std::array<std::string_view, 4> nowhere = {"0.0.0.0", "127.0.0.1", "::", "::1"};
  return std::ranges::find(nowhere, word) != nowhere.end();
}

// Hosts files begin with the machine's own names.
bool is_own_name(std::string_view host) {
  return is_address_of_nowhere(host) || ascii_equal(host, "localhost.localdomain") ||
         !host.contains('.');
}

Result<void> add(std::string_view value, std::string_view comment, FeedGathering& gathering) {
  const std::string_view kind = kind_of(value);
  if (kind.empty()) {
    gathering.refuse("no value of a known form");
    return {};
  }
  return gathering.add({.kind = kind,
                        .value = value,
                        .confidence = gathering.rule().confidence_of("listed"),
                        .seen = {},
                        .expires = {},
                        .comment = comment});
}

Result<void> add_hosts(const Line& line, FeedGathering& gathering) {
  for (std::size_t at = 1; at < line.words.size(); ++at) {
    if (is_own_name(line.words[at])) continue;
    TRY(add(line.words[at], line.comment, gathering));
  }
  return {};
}

Result<void> read_line(std::string_view text, FeedGathering& gathering) {
  if (text.size() > line_bytes_max) {
    gathering.refuse("line too long");
    return {};
  }
  const Line line = split(text);
  if (line.words.empty()) return {};
  if (line.words.size() == 1) return add(line.words[0], line.comment, gathering);
  if (is_address_of_nowhere(line.words[0])) return add_hosts(line, gathering);
  gathering.refuse("several words");
  return {};
}

}  // namespace

Result<void> read_list(std::string_view bytes, FeedGathering& gathering) {
  // What a server sends in place of the list must not be searched for lines that look like it.
  if (const auto start = trim(bytes.substr(0, line_bytes_max)); start.starts_with('<')) {
    return fail(Fault::invalid, "line 1: expected one value a line, found markup");
  }
  FeedLines lines(bytes);
  while (const auto line = lines.next()) TRY(read_line(*line, gathering));
  if (!gathering.empty() || gathering.refused_count() == 0) return {};
  return fail(Fault::invalid,
              "expected one value a line (URL, domain, IP address, SHA-256, "
              "mail address); none of " +
                  std::to_string(gathering.refused_count()) + " lines is one");
}

}  // namespace backstamp::verdict
