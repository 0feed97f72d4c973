#include "base/uuid.h"

#include <sys/random.h>

#include <cstring>

#include "base/check.h"
#include "base/hash.h"
#include "base/text.h"

namespace backstamp {
namespace {

void mark(std::array<std::uint8_t, 16>& bytes, std::uint8_t version) {
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | (version << 4));
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);
}

}  // namespace

Uuid Uuid::random() {
  Uuid uuid;
  CHECK(getrandom(uuid.bytes_.data(), uuid.bytes_.size(), 0) == 16);
  mark(uuid.bytes_, 4);
  return uuid;
}

Uuid Uuid::of_hash(std::string_view bytes) {
  Uuid uuid;
  const Sha256 digest = sha256(bytes);
  std::memcpy(uuid.bytes_.data(), digest.data(), uuid.bytes_.size());
  mark(uuid.bytes_, 8);
  return uuid;
}

Result<Uuid> Uuid::parse(std::string_view text) {
  Uuid uuid;
  std::size_t digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash_here = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash_here && text[i] == '-') continue;
    const int value = dash_here ? -1 : hex_digit(text[i]);
    if (value < 0 || digits == 32) break;
    auto& byte = uuid.bytes_[digits / 2];
    byte = static_cast<std::uint8_t>((byte << 4) | value);
    ++digits;
  }
  if (digits != 32 || text.size() != 36) {
    return fail(Fault::invalid, "not a UUID: '" + std::string(text.substr(0, 64)) + "'");
  }
  return uuid;
}

std::string Uuid::text() const {
  const std::string digits = hex({reinterpret_cast<const char*>(bytes_.data()), bytes_.size()});
  return digits.substr(0, 8) + '-' + digits.substr(8, 4) + '-' + digits.substr(12, 4) + '-' +
         digits.substr(16, 4) + '-' + digits.substr(20);
}

std::string Uuid::short_text() const { return text().substr(0, 6); }

}  // namespace backstamp

std::size_t std::hash<backstamp::Uuid>::operator()(const backstamp::Uuid& uuid) const {
  std::size_t value;
  std::memcpy(&value, uuid.bytes().data(), sizeof value);
  return value;
}
