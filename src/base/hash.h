// Digests: SHA-256 for identity and proof, XXH3 for tables and fingerprints.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace backstamp {

using Sha256 = std::array<std::uint8_t, 32>;

// FIPS 180-4.
Sha256 sha256(std::string_view bytes);
std::string sha256_hex(std::string_view bytes);  // 64 lower-case digits

// SHA-256 of bytes that come in pieces.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(const Sha256Stream&) = delete;
  Sha256Stream& operator=(const Sha256Stream&) = delete;
  void add(std::string_view bytes);
  Sha256 finish();  // once; then begin() again
  void begin();     // anew; done already at first

 private:
  void* context_;
};

// RFC 2104 with SHA-256: only who has the secret can make it.
Sha256 hmac_sha256(std::string_view secret, std::string_view bytes);
// Takes as long whatever the bytes are: nobody learns from the time how far a guess was right.
bool equal_in_secret(std::string_view a, std::string_view b);

// XXH3-64. Stable across machines and versions: values are stored.
std::uint64_t hash64(std::string_view bytes, std::uint64_t seed = 0);

std::string hex(std::string_view bytes);  // two lower-case digits a byte
std::string hex(const Sha256& digest);
std::string hex(std::uint64_t value);  // 16 lower-case digits

}  // namespace backstamp
