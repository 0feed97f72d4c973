// The secrets that guarded links are signed with. New links use the first; older ones hold as long
// as their key is in the file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/text.h"

namespace backstamp::click {

struct LinkKey {
  std::uint16_t id = 0;
  Bytes secret;  // 32 bytes
};

class KeyRing {
 public:
  static constexpr std::size_t keys_max = 16;

  // Lines "ID SECRET" in hexadecimal digits, the newest first. Errors: invalid, with the line;
  // those of reading.
  static Result<KeyRing> parse(std::string_view lines);
  static Result<KeyRing> read(const std::filesystem::path& file);
  // Makes the file with a first key when it is missing.
  static Result<KeyRing> read_or_make(const std::filesystem::path& file);
  // Puts a new key in front and drops what is beyond keys_max: links of that key lead nowhere then.
  static Result<KeyRing> rotate(const std::filesystem::path& file);

  const LinkKey& newest() const { return keys_.front(); }
  const LinkKey* find(std::uint16_t id) const;
  std::size_t size() const { return keys_.size(); }

 private:
  std::string text() const;
  std::vector<LinkKey> keys_;  // at least one
};

}  // namespace backstamp::click
