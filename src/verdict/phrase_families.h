// What lures say, by family: content/rules/phrase_families.json.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace backstamp::verdict {

struct FamilyHits {
  std::uint32_t count = 0;  // phrases that do not overlap
  Text first;               // as written, at most 200 bytes
};

class PhraseHits {
 public:
  explicit PhraseHits(std::size_t families = 0) : hits_(families) {}
  const FamilyHits& of(std::string_view family) const;  // the family must be in the file
  bool any_of(std::initializer_list<std::string_view> families) const;
  FamilyHits& at(std::size_t family) { return hits_[family]; }

 private:
  std::vector<FamilyHits> hits_;
};

// The names of the families, in the file's order.
const std::vector<std::string>& phrase_families();

// Linear in the text, of which at most 64 KiB are read.
PhraseHits find_phrases(std::string_view text);

}  // namespace backstamp::verdict
