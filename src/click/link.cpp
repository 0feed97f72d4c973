#include "click/link.h"

#include <algorithm>

#include "base/hash.h"

namespace backstamp::click {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr char version = 1;
constexpr std::size_t head_bytes = 21, mark_bytes = 16;

std::string base64url(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() * 4 + 2) / 3);
  unsigned bits = 0;
  int count = 0;
  for (const char c : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    for (count += 8; count >= 6; count -= 6) text += alphabet[bits >> (count - 6) & 63];
  }
  if (count > 0) text += alphabet[bits << (6 - count) & 63];
  return text;
}

int value_of(char c) {
  const std::size_t at = alphabet.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

// Empty for what base64url() does not write: one form only for each word.
Bytes from_base64url(std::string_view text) {
  Bytes bytes;
  bytes.reserve(text.size() * 3 / 4);
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    const int value = value_of(c);
    if (value < 0) return {};
    bits = (bits << 6 | static_cast<unsigned>(value)) & 0xffffff;
    if ((count += 6) >= 8) bytes += static_cast<char>(bits >> (count -= 8) & 255);
  }
  if (count >= 6 || (bits & ((1U << count) - 1)) != 0) return {};
  return bytes;
}

std::string mark(std::string_view bytes, const LinkKey& key) {
  const Sha256 digest = hmac_sha256(key.secret, bytes);
  return {digest.begin(), digest.begin() + mark_bytes};
}

}  // namespace

bool is_target(std::string_view url) {
  const std::string scheme = ascii_lower(url.substr(0, 8));
  if (!scheme.starts_with("http://") && !scheme.starts_with("https://")) return false;
  if (url.size() > target_bytes_max || url.size() < 10) return false;
  return std::ranges::all_of(url, [](unsigned char c) {
    return c > ' ' && c != 127 && c != '"' && c != '<' && c != '>' && c != '\\';
  });
}

std::string word_of(const Link& link, const KeyRing& keys) {
  if (!is_target(link.target)) return {};
  const LinkKey& key = keys.newest();
  std::string bytes = {version, static_cast<char>(key.id >> 8), static_cast<char>(key.id & 255),
                       static_cast<char>(link.judgement)};
  bytes.append(link.guard.bytes().begin(), link.guard.bytes().end());
  const Text recipient = link.recipient.size() > 255 ? Text() : link.recipient;
  bytes += static_cast<char>(recipient.size());
  bytes += recipient.str() + link.target;
  return base64url(bytes + mark(bytes, key));
}

Result<Link> link_of(std::string_view word, const KeyRing& keys) {
  const auto wrong = [] { return fail(Fault::invalid, "this is no link of ours"); };
  if (word.size() > 2 * target_bytes_max) return wrong();
  const Bytes bytes = from_base64url(word);
  if (bytes.size() < head_bytes + mark_bytes || bytes[0] != version) return wrong();
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const LinkKey* key = keys.find(static_cast<std::uint16_t>(byte(1) << 8 | byte(2)));
  if (key == nullptr) return wrong();
  const std::string_view signed_part(bytes.data(), bytes.size() - mark_bytes);
  if (!equal_in_secret(mark(signed_part, *key), bytes.substr(signed_part.size()))) return wrong();
  // From here on it is ours; what follows cannot fail but by a newer version's words.
  const std::size_t recipient_bytes = byte(20);
  if (signed_part.size() < head_bytes + recipient_bytes || byte(3) > 3) return wrong();
  Link link;
  link.judgement = static_cast<verdict::Judgement>(byte(3));
  link.guard = TRY(Uuid::parse(hex(signed_part.substr(4, 16))
                                   .insert(8, "-")
                                   .insert(13, "-")
                                   .insert(18, "-")
                                   .insert(23, "-")));
  link.recipient = TRY(Text::parse(signed_part.substr(head_bytes, recipient_bytes)));
  link.target = signed_part.substr(head_bytes + recipient_bytes);
  if (!is_target(link.target)) return wrong();
  return link;
}

}  // namespace backstamp::click
