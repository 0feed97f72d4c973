#include "casework/chain.h"

#include "base/hash.h"
#include "base/text.h"

namespace backstamp::casework {

std::string chain_start() { return std::string(64, '0'); }

std::string chain_hash(std::string_view previous_hash,
                       std::initializer_list<std::string_view> fields) {
  Sha256Stream stream;
  stream.add(previous_hash);
  for (const std::string_view field : fields) {
    stream.add(std::to_string(field.size()) + ':');
    stream.add(field);
  }
  return hex(stream.finish());
}

std::string ChainCheck::look(std::string_view sequence, std::string_view previous_hash,
                             std::string_view hash, std::string_view computed) {
  if (sequence != std::to_string(next_)) {
    return "the entry is missing; the next one stored is " + Text::lossy(sequence).cut(40).str();
  }
  if (hash != computed) return "its fields do not give its hash: it was altered";
  if (previous_hash != previous_) return "it does not follow the entry before it";
  ++next_;
  previous_ = hash;
  return {};
}

}  // namespace backstamp::casework
