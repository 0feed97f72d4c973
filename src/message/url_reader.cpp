#include "message/url_reader.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "message/host_name.h"
#include "message/ip_address.h"
#include "message/ipv4_host.h"
#include "message/url_escape.h"

namespace backstamp::message {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

void add_escaped(std::string& text, unsigned char byte) {
  static constexpr char digits[] = "0123456789ABCDEF";
  text += '%';
  text += digits[byte >> 4];
  text += digits[byte & 15];
}

// RFC 3986 section 2.3.
bool unreserved(int byte) {
  const char c = static_cast<char>(byte);
  return byte < 128 &&
         (is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~');
}

// Tables, because this is asked of every byte of every link.
constexpr auto must_be_escaped = [] {
  std::array<bool, 256> table{};
  for (std::size_t byte = 0; byte < table.size(); ++byte) table[byte] = byte <= ' ' || byte >= 127;
  for (const char c : {'"', '<', '>', '`', '{', '}', '|', '^', '\\'}) {
    table[static_cast<unsigned char>(c)] = true;
  }
  return table;
}();
constexpr auto forbidden_in_host = [] {
  std::array<bool, 256> table{};
  for (std::size_t byte = 0; byte <= ' '; ++byte) table[byte] = true;
  for (const char c : std::string_view("\"<>\\^`{|}#%/?@,;()*'=+&!$\x7f")) {
    table[static_cast<unsigned char>(c)] = true;
  }
  return table;
}();
bool may_be_in_host(char c) { return !forbidden_in_host[static_cast<unsigned char>(c)]; }

std::string tidy(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int escaped = escaped_byte(text, i);
    const auto byte = static_cast<unsigned char>(text[i]);
    if (escaped >= 0) {
      i += 2;
      if (unreserved(escaped)) {
        result += static_cast<char>(escaped);
      } else {
        add_escaped(result, static_cast<unsigned char>(escaped));
      }
    } else if (must_be_escaped[byte] || byte == '%') {
      // A '%' that escapes nothing would escape something when the result is read again.
      add_escaped(result, byte);
    } else {
      result += text[i];
    }
  }
  return result;
}

// Browsers drop control characters and blanks around a URL, and tabs and line ends inside; before
// the query a backslash is a slash.
std::string cleaned(std::string_view written) {
  const auto blank = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
  while (!written.empty() && blank(written.front())) written.remove_prefix(1);
  while (!written.empty() && blank(written.back())) written.remove_suffix(1);
  std::string text(written.substr(0, url_bytes_max));
  std::erase_if(text, [](char c) { return c == '\t' || c == '\n' || c == '\r' || c == '\0'; });
  const auto query =
      text.begin() + static_cast<std::ptrdiff_t>(std::min(text.find_first_of("?#"), text.size()));
  std::replace(text.begin(), query, '\\', '/');
  return text;
}

struct Scheme {
  std::string_view name;
  std::string_view default_port;
};
constexpr std::array<Scheme, 3> schemes = {{{"http", "80"}, {"https", "443"}, {"ftp", "21"}}};

struct Split {
  const Scheme* scheme = nullptr;
  std::string_view rest;  // after the scheme's colon and slashes
};

std::string_view without_slashes(std::string_view text) {
  while (!text.empty() && text.front() == '/') text.remove_prefix(1);
  return text;
}

std::optional<Split> split_scheme(std::string_view text) {
  if (text.size() > 4 && ascii_equal(text.substr(0, 4), "www.")) return Split{&schemes[0], text};
  const bool relative = text.size() > 2 && without_slashes(text).size() + 2 == text.size();
  if (relative) return Split{&schemes[0], without_slashes(text)};
  const std::size_t colon = text.find(':');
  if (colon == text.npos || colon > 5) return std::nullopt;
  for (const Scheme& scheme : schemes) {
    if (!ascii_equal(text.substr(0, colon), scheme.name)) continue;
    return Split{&scheme, without_slashes(text.substr(colon + 1))};
  }
  return std::nullopt;
}

struct Authority {
  std::string_view user;  // with its "@"; empty without
  std::string_view host;
  std::string_view port;
};

Authority split_authority(std::string_view authority) {
  Authority split;
  if (const std::size_t at = authority.rfind('@'); at != authority.npos) {
    split.user = authority.substr(0, at + 1);
    authority.remove_prefix(at + 1);
  }
  const std::size_t bracket = authority.starts_with('[') ? authority.find(']') : 0;
  const std::size_t colon = authority.find(':', bracket == authority.npos ? 0 : bracket);
  split.host = authority.substr(0, colon);
  if (colon != authority.npos) split.port = authority.substr(colon + 1);
  return split;
}

bool is_host(std::string_view host) {
  if (host.empty() || !std::ranges::all_of(host, may_be_in_host)) return false;
  return host.front() != '.' && host.find(':') == host.npos && host.find("..") == host.npos;
}

// Fullwidth and ideographic full stops part labels as "." does (UTS 46); ICU sees to it. Empty for
// what browsers go nowhere with.
Text read_host(std::string_view written) {
  if (written.starts_with('[')) {
    const auto address =
        written.ends_with(']') ? IpAddress::parse(written) : std::optional<IpAddress>();
    if (!address) return {};
    return Text::lossy(address->is_v4() ? address->text() : "[" + address->text() + "]");
  }
  Text host = host_to_ascii(percent_decoded(written));
  if (!is_host(host.view())) return {};
  if (!ends_in_number(host.view())) return host;
  return Text::lossy(ipv4_host(host.view()).value_or(""));
}

// RFC 3986 5.2.4: "." goes, ".." takes along what stands before it. `url_path` begins with a slash
// and may have a query behind it.
std::string without_dot_segments(const std::string& url_path) {
  const std::size_t end = std::min(url_path.find_first_of("?#"), url_path.size());
  std::string_view path(url_path.data(), end);
  if (!path.contains("/.")) return url_path;
  std::string result;
  while (!path.empty()) {
    const std::string_view segment = path.substr(0, path.find('/', 1));
    path.remove_prefix(segment.size());
    const bool up = segment == "/..";
    if (up) result.resize(result.empty() ? 0 : result.rfind('/'));
    if (!up && segment != "/.") {
      result += segment;
    } else if (path.empty()) {
      result += '/';
    }
  }
  return result.append(url_path, end);
}

// Without the zeros before it; empty for the default one.
std::string read_port(std::string_view written, std::string_view default_port) {
  std::string port = tidy(written);  // first: a zero may be written as an escape
  port.erase(0, std::min(port.find_first_not_of('0'), std::max<std::size_t>(port.size(), 1) - 1));
  return port == default_port ? std::string() : port;
}

}  // namespace

std::optional<Url> read_url(std::string_view written) {
  const std::string text = cleaned(written);
  const auto split = split_scheme(text);
  if (!split) return std::nullopt;
  const std::size_t end = std::min(split->rest.find_first_of("/?#"), split->rest.size());
  const Authority authority = split_authority(split->rest.substr(0, end));
  Text host = read_host(authority.host);
  if (host.empty()) return std::nullopt;
  std::string path = tidy(split->rest.substr(end));
  if (!path.starts_with('/')) path.insert(0, "/");
  path = without_dot_segments(path);
  std::string url = std::string(split->scheme->name) + "://" + tidy(authority.user) + host.str();
  if (const std::string port = read_port(authority.port, split->scheme->default_port);
      !port.empty()) {
    url += ":" + port;
  }
  Url result;
  result.url = Text::lossy(url + path);
  result.domain = std::move(host);
  return result;
}

}  // namespace backstamp::message
