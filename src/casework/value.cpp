#include "casework/value.h"

#include "base/hash.h"

namespace backstamp::casework {
namespace {

constexpr char mark = '\x01';
constexpr std::size_t index_bytes_max = 400;  // PostgreSQL: 2,704 for all columns of an index
constexpr std::string_view digest_mark = "sha256:";

// The length of the valid text at the start of `bytes`.
std::size_t valid_length(std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size() && bytes[at] != '\0') {
    const std::size_t length = utf8_length(bytes.substr(at));
    if (length == 0) break;
    at += length;
  }
  return at;
}

void append_percent(std::string& text, char byte) {
  text += '%';
  text += hex(std::string_view(&byte, 1));
}

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

std::string storable(std::string_view bytes) {
  if (valid_length(bytes) == bytes.size() && !bytes.starts_with(mark)) return std::string(bytes);
  std::string text(1, mark);
  while (!bytes.empty()) {
    const std::size_t good = valid_length(bytes);
    for (const char c : bytes.substr(0, good)) {
      if (c == '%') {
        append_percent(text, c);
      } else {
        text += c;
      }
    }
    bytes.remove_prefix(good);
    if (bytes.empty()) break;
    append_percent(text, bytes.front());
    bytes.remove_prefix(1);
  }
  return text;
}

std::string plain(std::string stored) {
  if (!stored.starts_with(mark)) return stored;
  std::string bytes;
  for (std::size_t i = 1; i < stored.size(); ++i) {
    const bool escape = stored[i] == '%' && i + 2 < stored.size();
    const int high = escape ? digit(stored[i + 1]) : -1;
    const int low = escape ? digit(stored[i + 2]) : -1;
    if (high < 0 || low < 0) {
      bytes += stored[i];
      continue;
    }
    bytes += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return bytes;
}

std::string index_key(std::string_view text) {
  if (text.size() <= index_bytes_max && !text.starts_with(digest_mark)) return std::string(text);
  return std::string(digest_mark) + sha256_hex(text);
}

}  // namespace backstamp::casework
