#include "message/authentication.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "message/encoded_word.h"

namespace backstamp::message {
namespace {

constexpr std::size_t header_bytes_max = 16 * 1024;
constexpr std::size_t results_max = 64;

// The value without comments, with quoted strings left as they are.
std::string without_comments(std::string_view text) {
  std::string plain;
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && i + 1 < text.size()) {
      if (depth == 0) plain.append(text.substr(i, 2));
      ++i;
      continue;
    }
    if (c == '"' && depth == 0) quoted = !quoted;
    if (c == '(' && !quoted) ++depth;
    if (depth == 0) plain += c;
    if (c == ')' && !quoted && depth > 0 && --depth == 0) plain += ' ';
  }
  return plain;
}

// The next piece up to a semicolon outside quotes.
std::string_view take_segment(std::string_view& rest) {
  bool quoted = false;
  std::size_t end = 0;
  for (; end < rest.size() && (quoted || rest[end] != ';'); ++end) {
    if (rest[end] == '"') quoted = !quoted;
  }
  const std::string_view segment = trim(rest.substr(0, end));
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return segment;
}

// The words in use, and what servers write for them beside the RFC's.
std::string known_result(std::string_view word) {
  static constexpr std::array<std::string_view, 7> known = {
      "pass", "fail", "softfail", "neutral", "none", "temperror", "permerror"};
  static constexpr std::array<std::array<std::string_view, 2>, 9> others = {{
      {"hardfail", "fail"},
      {"error", "temperror"},
      {"unknown", "permerror"},
      {"timeout", "temperror"},
      {"policy", "neutral"},
      {"invalid", "permerror"},
      {"bestguesspass", "none"},  // Exchange: would have passed, but there is no DMARC record
      {"notsigned", "none"},
      {"signed", "neutral"},
  }};
  const std::string lower = ascii_lower(word);
  if (std::ranges::find(known, lower) != known.end()) return lower;
  for (const auto& [from, to] : others) {
    if (lower == from) return std::string(to);
  }
  return {};
}

// "method/version = result ..." at the start of a segment.
void add_result(std::string_view segment, AuthenticationResults& all) {
  const std::size_t equals = segment.find('=');
  if (equals == segment.npos || all.results.size() >= results_max) return;
  std::string_view method = trim(segment.substr(0, equals));
  method = trim(method.substr(0, method.find('/')));
  const std::string_view after = trim(segment.substr(equals + 1));
  std::string result = known_result(after.substr(0, after.find_first_of(" \t;,")));
  if (!method.empty() && !result.empty()) {
    all.results.push_back({ascii_lower(method), std::move(result)});
  }
}

std::string unquoted(std::string_view word) {
  if (word.size() >= 2 && word.front() == '"' && word.back() == '"') {
    word = word.substr(1, word.size() - 2);
  }
  return ascii_lower(word);
}

std::string first_word(std::string_view text) {
  return unquoted(text.substr(0, text.find_first_of(" \t")));
}

bool accepted(const std::string& id, const std::vector<Text>& ids) {
  return std::ranges::any_of(ids, [&](const Text& one) { return ascii_equal(one.view(), id); });
}

bool named(const HeaderField& field, std::string_view name) {
  return ascii_equal(field.name, name);
}

// All believed headers, topmost first.
std::vector<AuthenticationResults> believed(const HeaderBlock& header,
                                            const std::vector<Text>& accepted_ids) {
  std::vector<AuthenticationResults> all;
  for (const HeaderField& field : header.fields) {
    if (accepted_ids.empty() && !all.empty() && named(field, "Received")) break;
    if (!named(field, "Authentication-Results")) continue;
    AuthenticationResults one = read_authentication_results(field.value);
    const bool believe = accepted_ids.empty()
                             ? all.empty() || one.authserv_id == all.front().authserv_id
                             : accepted(one.authserv_id, accepted_ids);
    if (believe) all.push_back(std::move(one));
  }
  return all;
}

std::string result_of(const std::vector<AuthenticationResults>& all, std::string_view method) {
  std::string first;
  for (const AuthenticationResults& header : all) {
    for (const MethodResult& one : header.results) {
      if (one.method != method) continue;
      if (method == "dkim" && one.result == "pass") return one.result;
      if (first.empty()) first = one.result;
    }
  }
  return first;
}

std::string received_spf(const HeaderBlock& header) {
  int received = 0;
  for (const HeaderField& field : header.fields) {
    if (named(field, "Received") && ++received == 2) break;
    if (!named(field, "Received-SPF")) continue;
    const std::string line = unfold(field.value.substr(0, header_bytes_max));
    return known_result(line.substr(0, line.find_first_of(" \t(;")));
  }
  return {};
}

}  // namespace

AuthenticationResults read_authentication_results(std::string_view raw) {
  const std::string line = without_comments(unfold(raw.substr(0, header_bytes_max)));
  std::string_view rest = line;
  AuthenticationResults all;
  const std::string_view head = take_segment(rest);
  if (head.find('=') == head.npos) {
    all.authserv_id = first_word(head);
  } else {
    add_result(head, all);  // Exchange begins with the first method
  }
  while (!rest.empty()) add_result(take_segment(rest), all);
  return all;
}

Authentication read_authentication(const HeaderBlock& header,
                                   const std::vector<Text>& accepted_ids) {
  const std::vector<AuthenticationResults> all = believed(header, accepted_ids);
  Authentication found;
  const auto text = [](const std::string& word) { return Text::lossy(word); };
  found.spf = text(result_of(all, "spf"));
  found.dkim = text(result_of(all, "dkim"));
  found.dmarc = text(result_of(all, "dmarc"));
  found.arc = text(result_of(all, "arc"));
  if (!all.empty()) found.source = text(all.front().authserv_id);
  if (found.spf.empty()) found.spf = text(received_spf(header));
  return found;
}

}  // namespace backstamp::message
