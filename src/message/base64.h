// Base64 (RFC 4648) as mail brings it, piece by piece: characters outside the alphabet are passed
// over, "=" ends a group and another may follow, a missing "=" at the end is no loss.
// (GMime's decoder drops an unpadded last group, which would change the hash of a file.)
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace backstamp::message {

class Base64Decoder {
 public:
  // Appends what is complete so far.
  void add(std::string_view encoded, std::string& decoded);
  // Appends the rest of an unpadded last group.
  void finish(std::string& decoded);

 private:
  std::uint32_t bits_ = 0;
  int count_ = 0;  // characters in the open group
};

}  // namespace backstamp::message
