// Little-endian numbers and runs of bytes out of hostile files: what lies outside reads as zero or
// nothing, never as memory.
#pragma once

#include <cstdint>
#include <string_view>

namespace backstamp::message {

// The number of `width` bytes (1 to 8) at `at`; 0 where the bytes end before.
inline std::uint64_t little_endian(std::string_view bytes, std::uint64_t at, int width) {
  if (at > bytes.size() || bytes.size() - at < static_cast<std::uint64_t>(width)) return 0;
  std::uint64_t value = 0;
  for (int i = width - 1; i >= 0; --i) {
    value = value << 8 | static_cast<unsigned char>(bytes[at + static_cast<std::uint64_t>(i)]);
  }
  return value;
}

// At most `count` bytes at `at`.
inline std::string_view bytes_at(std::string_view bytes, std::uint64_t at, std::uint64_t count) {
  return at < bytes.size() ? bytes.substr(at, count) : std::string_view();
}

// Reads on from where it stands; once it is past the end it stays there and gives zeros.
class BytesReader {
 public:
  explicit BytesReader(std::string_view bytes) : rest_(bytes) {}

  std::uint64_t number(int width) {
    const std::uint64_t value = little_endian(rest_, 0, width);
    if (rest_.size() < static_cast<std::size_t>(width)) ended_ = true;
    skip(static_cast<std::uint64_t>(width));
    return value;
  }
  std::string_view take(std::uint64_t count) {
    const std::string_view taken = rest_.substr(0, count);
    if (taken.size() < count) ended_ = true;
    skip(taken.size());
    return taken;
  }
  void skip(std::uint64_t count) {
    if (count > rest_.size()) ended_ = true;
    rest_.remove_prefix(count < rest_.size() ? count : rest_.size());
  }
  std::string_view rest() const { return rest_; }
  bool ended() const { return ended_; }  // something was asked for that was not there

 private:
  std::string_view rest_;
  bool ended_ = false;
};

}  // namespace backstamp::message
