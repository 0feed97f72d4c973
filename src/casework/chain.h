// What the hash chains of journal and audit have in common.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace backstamp::casework {

// The previous hash of a chain's first entry.
std::string chain_start();

// SHA-256 over the previous hash and each field as "LENGTH:BYTES", lower-case hex.
std::string chain_hash(std::string_view previous_hash,
                       std::initializer_list<std::string_view> fields);

// Walks a chain from its first entry.
class ChainCheck {
 public:
  std::int64_t next() const { return next_; }  // the sequence that comes now
  // Empty when the entry is what it was; otherwise what is wrong with it. `computed` is the hash
  // of its fields.
  std::string look(std::string_view sequence, std::string_view previous_hash, std::string_view hash,
                   std::string_view computed);

 private:
  std::int64_t next_ = 1;
  std::string previous_ = chain_start();
};

}  // namespace backstamp::casework
