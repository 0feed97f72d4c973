#include "click/link_key.h"

#include <algorithm>
#include <charconv>

#include "base/file.h"
#include "base/hash.h"
#include "base/uuid.h"

namespace backstamp::click {
namespace {

constexpr std::size_t secret_bytes = 32;

Bytes unhex(std::string_view digits) {
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    const int high = hex_digit(digits[i]), low = hex_digit(digits[i + 1]);
    if (high < 0 || low < 0) return {};
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

Result<LinkKey> parse_key(std::string_view line) {
  LinkKey key;
  const std::size_t blank = line.find(' ');
  const std::string_view id = line.substr(0, blank);
  const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), key.id, 16);
  if (blank != std::string_view::npos) key.secret = unhex(trim(line.substr(blank)));
  if (error != std::errc() || end != id.data() + id.size() || key.secret.size() != secret_bytes) {
    return fail(Fault::invalid, "a key is written as ID and 64 hexadecimal digits");
  }
  return key;
}

// From the kernel's random source.
LinkKey fresh_key(const std::vector<LinkKey>& others) {
  LinkKey key;
  for (int i = 0; i < 4; ++i) {
    const auto random = Uuid::random().bytes();
    key.secret.append(random.begin(), random.begin() + 6);  // these bits are all random
    key.secret.append(random.begin() + 14, random.end());
  }
  do {
    const auto random = Uuid::random().bytes();
    key.id = static_cast<std::uint16_t>(random[0] << 8 | random[1]);
  } while (std::ranges::any_of(others, [&](const LinkKey& other) { return other.id == key.id; }));
  return key;
}

}  // namespace

Result<KeyRing> KeyRing::parse(std::string_view lines) {
  KeyRing ring;
  int number = 0;
  for (std::size_t at = 0; at < lines.size();) {
    const std::size_t end = std::min(lines.find('\n', at), lines.size());
    const std::string_view line = trim(lines.substr(at, end - at));
    at = end + 1;
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    ring.keys_.push_back(TRY_IN("line " + std::to_string(number), parse_key(line)));
  }
  if (ring.keys_.empty()) return fail(Fault::invalid, "there is no key");
  return ring;
}

Result<KeyRing> KeyRing::read(const std::filesystem::path& file) {
  const Bytes lines = TRY(read_file(file, 100'000));
  return TRY_IN("keys of links in " + file.string(), parse(lines));
}

Result<KeyRing> KeyRing::read_or_make(const std::filesystem::path& file) {
  auto ring = read(file);
  if (ring || ring.error().fault != Fault::not_found) return ring;
  return rotate(file);
}

Result<KeyRing> KeyRing::rotate(const std::filesystem::path& file) {
  KeyRing ring;
  auto known = read(file);
  if (known) ring = std::move(*known);
  if (!known && known.error().fault != Fault::not_found) return known;
  ring.keys_.insert(ring.keys_.begin(), fresh_key(ring.keys_));
  if (ring.keys_.size() > keys_max) ring.keys_.resize(keys_max);
  TRY(write_file(file, ring.text()));
  return ring;
}

const LinkKey* KeyRing::find(std::uint16_t id) const {
  const auto found = std::ranges::find(keys_, id, &LinkKey::id);
  return found == keys_.end() ? nullptr : &*found;
}

std::string KeyRing::text() const {
  std::string lines =
      "# Keys of guarded links, the newest first. A line that goes takes the links "
      "made with it along.\n";
  for (const LinkKey& key : keys_) {
    char id[8];
    std::snprintf(id, sizeof id, "%04x", key.id);
    lines += std::string(id) + " " + hex(std::string_view(key.secret)) + "\n";
  }
  return lines;
}

}  // namespace backstamp::click
