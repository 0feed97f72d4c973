#include "click/guarding.h"

#include <algorithm>
#include <array>
#include <vector>

#include "click/link.h"
#include "message/html_reference.h"
#include "message/html_token.h"
#include "message/mime_tree.h"

namespace backstamp::click {
namespace {

using message::Part;
using message::TransferEncoding;

constexpr std::size_t line_max = 990;  // RFC 5321 allows 998
constexpr std::size_t part_bytes_max = 4ull * 1024 * 1024;
constexpr std::size_t links_max = 2'000;  // of one part; further ones stay

// A piece of a text with what takes its place.
struct Change {
  std::size_t at, size;
  std::string text;
};

std::string with_changes(std::string_view text, const std::vector<Change>& changes) {
  std::string changed;
  std::size_t done = 0;
  for (const Change& change : changes) {
    changed.append(text.substr(done, change.at - done)).append(change.text);
    done = change.at + change.size;
  }
  return changed.append(text.substr(done));
}

// As a mail program resolves it: relative addresses need a base, "//host" needs none.
std::string absolute(std::string_view href, const std::string& base) {
  if (href.starts_with("//")) return "http:" + std::string(href);
  const std::size_t colon = href.find_first_of(":/?#");
  if (colon != std::string_view::npos && href[colon] == ':') return std::string(href);
  if (base.empty()) return {};
  const std::size_t host = base.find("://") + 3;
  const std::size_t path = std::min(base.find_first_of("/?#", host), base.size());
  if (href.starts_with('/')) return base.substr(0, path) + std::string(href);
  const std::size_t query = std::min(base.find_first_of("?#", host), base.size());
  const std::size_t folder = base.substr(0, query).rfind('/');
  if (folder == std::string::npos || folder < path) {
    return base.substr(0, path) + "/" + std::string(href);
  }
  return base.substr(0, folder + 1) + std::string(href);
}

// The address in an attribute, as a browser reads it: blanks around it and line ends in it do not
// count.
std::string address_in(std::string_view raw) {
  std::string decoded;
  message::append_decoded(raw, message::ReferencePlace::attribute, decoded);
  std::erase_if(decoded, [](char c) { return c == '\t' || c == '\n' || c == '\r'; });
  const auto is_blank = [](unsigned char c) { return c <= ' '; };
  while (!decoded.empty() && is_blank(static_cast<unsigned char>(decoded.back()))) {
    decoded.pop_back();
  }
  const auto first = std::ranges::find_if_not(decoded, is_blank);
  decoded.erase(decoded.begin(), first);
  // Browsers take "http:\\host" for "http://host".
  std::ranges::replace(decoded, '\\', '/');
  return decoded;
}

constexpr std::string_view stops = "<>\"'`{}|\\^";

bool is_word(unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c >= 0x80; }

// The length of the address at the front of `text`.
std::size_t address_length(std::string_view text) {
  std::size_t size = 0;
  while (size < text.size()) {
    const auto c = static_cast<unsigned char>(text[size]);
    if (c <= ' ' || c >= 0x7f || stops.find(text[size]) != std::string_view::npos) break;
    ++size;
  }
  const auto open_bracket = [&](char open, char close) {
    const std::string_view url = text.substr(0, size);
    return std::ranges::count(url, open) >= std::ranges::count(url, close);
  };
  while (size > 0) {
    const char last = text[size - 1];
    const bool punctuation = std::string_view(".,;:!?*").find(last) != std::string_view::npos;
    const bool bracket =
        (last == ')' && !open_bracket('(', ')')) || (last == ']' && !open_bracket('[', ']'));
    if (!punctuation && !bracket) break;
    --size;
  }
  return size;
}

std::size_t scheme_length(std::string_view text) {
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (ascii_equal(text.substr(0, scheme.size()), scheme)) return scheme.size();
  }
  return 0;
}

bool has_long_line(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (end - at > line_max) return true;
    at = end + 1;
  }
  return false;
}

// A line that the changes would make longer than mail allows is left as it was.
std::string with_short_lines(std::string_view before, std::string_view after) {
  if (!has_long_line(after)) return std::string(after);
  // An address written over several lines came onto one: lines no longer answer each other.
  if (std::ranges::count(before, '\n') != std::ranges::count(after, '\n')) {
    return std::string(before);
  }
  std::string text;
  while (!after.empty()) {
    const std::string_view old_line = before.substr(0, before.find('\n'));
    const std::string_view new_line = after.substr(0, after.find('\n'));
    text.append(new_line.size() > line_max ? old_line : new_line);
    before.remove_prefix(std::min(before.size(), old_line.size() + 1));
    if (new_line.size() < after.size()) text += '\n';
    after.remove_prefix(std::min(after.size(), new_line.size() + 1));
  }
  return text;
}

std::string base64_lines(std::string_view bytes) {
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string lines;
  for (std::size_t at = 0; at < bytes.size(); at += 57) {
    const std::string_view line = bytes.substr(at, 57);
    for (std::size_t i = 0; i < line.size(); i += 3) {
      const auto byte = [&](std::size_t k) -> unsigned {
        return i + k < line.size() ? static_cast<unsigned char>(line[i + k]) : 0U;
      };
      const unsigned bits = byte(0) << 16 | byte(1) << 8 | byte(2);
      lines += alphabet[bits >> 18];
      lines += alphabet[bits >> 12 & 63];
      lines += i + 1 < line.size() ? alphabet[bits >> 6 & 63] : '=';
      lines += i + 2 < line.size() ? alphabet[bits & 63] : '=';
    }
    lines += "\r\n";
  }
  return lines;
}

// RFC 2045, 6.7. Line ends in `bytes` stay line ends.
std::string quoted_printable(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  std::size_t column = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes.substr(i).starts_with("\r\n") || bytes[i] == '\n') {
      i += bytes[i] == '\r';
      text += "\r\n";
      column = 0;
      continue;
    }
    const auto c = static_cast<unsigned char>(bytes[i]);
    const bool at_end = i + 1 == bytes.size() || bytes[i + 1] == '\r' || bytes[i + 1] == '\n';
    const bool plain = (c > ' ' && c < 127 && c != '=') || ((c == ' ' || c == '\t') && !at_end);
    if (column + (plain ? 1 : 3) > 75) {
      text += "=\r\n";
      column = 0;
    }
    if (plain) {
      text += bytes[i];
    } else {
      text += {'=', digits[c >> 4], digits[c & 15]};
    }
    column += plain ? 1 : 3;
  }
  return text;
}

bool is_sealed(const message::MimeTree& tree) {
  constexpr std::array<std::string_view, 7> sealed = {"application/pgp-signature",
                                                      "application/pgp-encrypted",
                                                      "application/pkcs7-signature",
                                                      "application/x-pkcs7-signature",
                                                      "application/pkcs7-mime",
                                                      "application/x-pkcs7-mime",
                                                      "multipart/signed"};
  const auto is_one = [&](std::string_view type) {
    return std::ranges::find(sealed, type) != sealed.end();
  };
  const std::string whole = ascii_lower(tree.header.first("Content-Type").value_or(""));
  const bool top = whole.find("multipart/signed") != std::string::npos ||
                   whole.find("multipart/encrypted") != std::string::npos;
  return top || std::ranges::any_of(tree.parts,
                                    [&](const Part& part) { return is_one(part.type.media_type); });
}

bool begins_with_ascii(std::string_view charset) {
  const std::string name = ascii_lower(charset);
  return !name.starts_with("utf-16") && !name.starts_with("utf16") && !name.starts_with("utf-32") &&
         !name.starts_with("utf-7") && !name.starts_with("ucs");
}

bool is_guardable(const Part& part, std::string_view letter, std::size_t body_at) {
  const std::string& type = part.type.media_type;
  // Parts that had to be decoded to be found do not lie in the letter itself.
  const bool inside = part.content.data() >= letter.data() + body_at &&
                      part.content.data() + part.content.size() <= letter.data() + letter.size();
  const bool encoded = part.encoding == TransferEncoding::identity ||
                       part.encoding == TransferEncoding::base64 ||
                       part.encoding == TransferEncoding::quoted_printable;
  return inside && encoded && part.role == message::PartRole::body && part.depth == 0 &&
         (type == "text/html" || type == "text/plain") && begins_with_ascii(part.type.charset) &&
         part.content.size() <= part_bytes_max;
}

// The part with its links guarded, encoded as it was; empty when none was.
std::string guarded_part(const Part& part, const Guard& guard) {
  const bool html = part.type.media_type == "text/html";
  const std::string decoded = message::decode_all(part.content, part.encoding, 2 * part_bytes_max);
  if (!html && decoded.find("-----BEGIN PGP SIGNED MESSAGE-----") != std::string::npos) return {};
  std::string guarded = html ? guarded_html(decoded, guard) : guarded_text(decoded, guard);
  if (guarded == decoded) return {};
  if (part.encoding == TransferEncoding::base64) return base64_lines(guarded);
  if (part.encoding == TransferEncoding::quoted_printable) return quoted_printable(guarded);
  guarded = with_short_lines(decoded, guarded);
  return guarded == decoded ? std::string() : guarded;
}

}  // namespace

std::string guarded_html(std::string_view html, const Guard& guard) {
  constexpr message::Name href = message::name_code("href"), action = message::name_code("action");
  message::HtmlTokens tokens(html);
  message::HtmlToken token;
  std::string base;
  std::vector<Change> changes;
  while (tokens.next(token) && changes.size() < links_max) {
    if (token.kind != message::HtmlTokenKind::start_tag) continue;
    const bool form = token.tag == message::name_code("form");
    const bool link =
        token.tag == message::name_code("a") || token.tag == message::name_code("area");
    if (token.tag == message::name_code("base") && base.empty()) {
      const std::string named = address_in(token.value(href));
      if (is_target(named)) base = named;
    }
    if (!form && !link) continue;
    for (const message::HtmlAttribute& attribute : token.attributes) {
      if (attribute.name != (form ? action : href) || attribute.value.empty()) continue;
      const std::string target = absolute(address_in(attribute.value), base);
      if (!is_target(target)) continue;
      std::string guarded = guard(target);
      if (guarded.empty()) continue;
      const auto at = static_cast<std::size_t>(attribute.value.data() - html.data());
      changes.push_back({at, attribute.value.size(), std::move(guarded)});
    }
  }
  return with_changes(html, changes);
}

std::string guarded_text(std::string_view text, const Guard& guard) {
  std::vector<Change> changes;
  for (std::size_t at = 0; at < text.size() && changes.size() < links_max;) {
    at = text.find("://", at);
    if (at == std::string_view::npos) break;
    // "http" or "https" stands before it, and is no end of a longer word.
    const bool secure = at >= 5 && scheme_length(text.substr(at - 5)) == 8;
    const bool plain = at >= 4 && scheme_length(text.substr(at - 4)) == 7;
    const std::size_t begin = secure ? at - 5 : plain ? at - 4 : at;
    at += 3;
    if (begin + 3 == at) continue;
    if (begin > 0 && is_word(static_cast<unsigned char>(text[begin - 1]))) continue;
    const std::string_view url = text.substr(begin, address_length(text.substr(begin)));
    at = std::max(at, begin + url.size());
    if (!is_target(url)) continue;
    std::string guarded = guard(url);
    if (!guarded.empty()) changes.push_back({begin, url.size(), std::move(guarded)});
  }
  return with_changes(text, changes);
}

std::optional<Bytes> guarded_body(std::string_view letter, std::size_t body_at,
                                  const Guard& guard) {
  const message::MimeTree tree = message::read_mime(letter, {});
  if (is_sealed(tree)) return std::nullopt;
  std::vector<Change> changes;
  for (const Part& part : tree.parts) {
    if (!is_guardable(part, letter, body_at)) continue;
    std::string guarded = guarded_part(part, guard);
    if (guarded.empty()) continue;
    const auto at = static_cast<std::size_t>(part.content.data() - letter.data());
    changes.push_back({at - body_at, part.content.size(), std::move(guarded)});
  }
  if (changes.empty()) return std::nullopt;
  std::ranges::sort(changes, {}, &Change::at);
  return with_changes(letter.substr(body_at), changes);
}

}  // namespace backstamp::click
