#include "message/received.h"

#include <algorithm>

#include "message/encoded_word.h"
#include "message/structured_field.h"

namespace backstamp::message {
namespace {

constexpr std::size_t header_bytes_max = 4096;

// A word or a whole comment (without its outer parentheses) of the header.
struct Piece {
  std::string_view text;
  bool comment = false;
};

constexpr std::size_t ends_at(std::string_view text, bool (*ends)(char)) {
  return static_cast<std::size_t>(std::ranges::find_if(text, ends) - text.begin());
}

std::size_t comment_end(std::string_view text) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')' && --depth == 0) return i + 1;
  }
  return text.size();
}

std::vector<Piece> pieces(std::string_view text) {
  std::vector<Piece> found;
  while (!(text = trim(text)).empty()) {
    const bool comment = text.front() == '(';
    const std::size_t size =
        comment ? comment_end(text)
                : ends_at(text, [](char c) { return c == ' ' || c == '\t' || c == '('; });
    std::string_view piece = text.substr(0, size);
    text.remove_prefix(size);
    if (comment) {
      piece.remove_prefix(1);
      if (piece.ends_with(')')) piece.remove_suffix(1);
    }
    found.push_back({piece, comment});
  }
  return found;
}

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> found;
  while (!(text = trim(text)).empty()) {
    const std::size_t size = ends_at(
        text, [](char c) { return c == ' ' || c == '\t' || c == '(' || c == ')' || c == ','; });
    if (size > 0) found.push_back(text.substr(0, size));
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return found;
}

// "[1.2.3.4]", "[1.2.3.4]:25", "1.2.3.4", "user@1.2.3.4", "IPv6:::1".
std::optional<IpAddress> address_in(std::string_view word) {
  const std::size_t open = word.find('[');
  if (open != word.npos) {
    const std::size_t close = word.find(']', open);
    if (close == word.npos) return std::nullopt;
    return IpAddress::parse(word.substr(open + 1, close - open - 1));
  }
  if (const std::size_t at = word.rfind('@'); at != word.npos) word.remove_prefix(at + 1);
  return IpAddress::parse(word);
}

bool is_name(std::string_view word) {
  return !word.empty() && word.find_first_of("[]=:;\"") == word.npos && word.front() != '-' &&
         !ascii_equal(word, "unknown");
}

std::string name_of(std::string_view word) {
  if (const std::size_t at = word.rfind('@'); at != word.npos) word.remove_prefix(at + 1);
  while (word.ends_with('.')) word.remove_suffix(1);
  return is_name(word) ? ascii_lower(word) : std::string();
}

struct PeerComment {
  std::optional<IpAddress> address;
  bool bracketed = false;  // the address stood in brackets
  std::string name;        // the first word, where it is a name before the address
  std::string helo;        // what the comment says the peer called itself
};

// The word after "helo=", or the one after "HELO"; moves `at` to the last word used.
std::optional<std::string> told_helo(const std::vector<std::string_view>& all, std::size_t& at) {
  const std::string_view word = all[at];
  const auto begins = [&](std::string_view mark) { return ascii_equal(word.substr(0, 5), mark); };
  if (begins("helo=") || begins("ehlo=")) return ascii_lower(word.substr(5));
  if (!ascii_equal(word, "helo") && !ascii_equal(word, "ehlo")) return std::nullopt;
  return at + 1 < all.size() ? ascii_lower(all[++at]) : std::string();
}

// One comment of the peer: "name [address]", "[address] helo=name", "HELO name", "user@address".
PeerComment read_peer_comment(std::string_view comment) {
  PeerComment said;
  const std::vector<std::string_view> all = words(comment);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool first = i == 0;
    if (auto helo = told_helo(all, i)) {
      said.helo = std::move(*helo);
    } else if (const auto address = address_in(all[i])) {
      if (!said.address) said.address = address;
      said.bracketed = said.bracketed || all[i].find('[') != std::string_view::npos;
    } else if (first) {
      said.name = name_of(all[i]);
    }
  }
  return said;
}

// The pieces between "from" and "by". An address outside a comment may be what the peer called
// itself; one inside was seen. A name beside a bracketed address was looked up by the receiving
// host (Postfix, sendmail, Gmail); so was the one before a comment that tells another (Exim).
void read_peer(const std::vector<Piece>& peer, Hop& hop) {
  std::string outer_name;
  std::optional<IpAddress> outer_address;
  bool outer_looked_up = false;
  for (const Piece& piece : peer) {
    if (piece.comment) {
      PeerComment said = read_peer_comment(piece.text);
      if (!hop.peer) hop.peer = said.address;
      if (said.bracketed && !said.name.empty()) hop.peer_name = std::move(said.name);
      if (said.bracketed && !said.helo.empty()) outer_looked_up = true;
      if (!said.helo.empty()) hop.helo = std::move(said.helo);
    } else if (const auto address = address_in(piece.text)) {
      if (!outer_address) outer_address = address;
    } else if (outer_name.empty()) {
      outer_name = name_of(piece.text);
    }
  }
  if (!hop.peer) hop.peer = outer_address;
  if (hop.helo.empty()) hop.helo = outer_name;
  if (hop.peer_name.empty() && outer_looked_up) hop.peer_name = std::move(outer_name);
}

bool is_keyword(const Piece& piece, std::string_view keyword) {
  return !piece.comment && ascii_equal(piece.text, keyword);
}

}  // namespace

Hop read_received(std::string_view raw) {
  const std::string line = unfold(raw.substr(0, header_bytes_max));
  const std::string_view text = line;
  Hop hop;
  const std::vector<Piece> all = pieces(text.substr(0, text.rfind(';')));
  const auto is_by = [](const Piece& piece) { return is_keyword(piece, "by"); };
  const auto by = std::ranges::find_if(all, is_by);
  if (by != all.end() && by + 1 != all.end()) hop.by = name_of((by + 1)->text);
  const bool told_from = !all.empty() && (is_keyword(all[0], "from") || all[0].comment);
  if (told_from) {
    const auto first = all.begin() + (all[0].comment ? 0 : 1);
    read_peer({std::min(first, by), by}, hop);
  }
  return hop;
}

std::optional<Time> received_date(std::string_view raw) {
  raw = raw.substr(0, header_bytes_max);
  const std::size_t semicolon = raw.rfind(';');
  return semicolon == raw.npos ? std::nullopt : read_date(raw.substr(semicolon + 1));
}

TrustedHosts::TrustedHosts(const std::vector<Text>& names_and_networks) {
  for (const Text& entry : names_and_networks) {
    if (const auto network = IpNetwork::parse(entry.view())) {
      networks_.push_back(*network);
    } else {
      names_.push_back(ascii_lower(trim(entry.view())));
    }
  }
}

bool TrustedHosts::sent(const Hop& hop) const {
  const auto holds_peer = [&](const IpNetwork& net) { return hop.peer && net.contains(*hop.peer); };
  if (std::ranges::any_of(networks_, holds_peer)) return true;
  return !hop.peer_name.empty() && std::ranges::find(names_, hop.peer_name) != names_.end();
}

std::optional<IpAddress> sender_ip(const std::vector<Hop>& hops_topmost_first,
                                   const TrustedHosts& trusted) {
  for (const Hop& hop : hops_topmost_first) {
    if (hop.peer && hop.peer->is_public() && !trusted.sent(hop)) return hop.peer;
  }
  return std::nullopt;
}

}  // namespace backstamp::message
