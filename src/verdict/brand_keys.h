// The brands' names without blanks, found by what a word or a label of a host name is like.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "verdict/brands.h"

namespace backstamp::verdict {

struct BrandKey {
  std::string letters, skeleton;
  bool one_word = false;  // the name has no blanks itself
  const Brand* brand = nullptr;
};

// Every mail asks for its words and hosts, and there are hundreds of names: no question looks at
// all of them. Pointers order as the names stand in the file.
class BrandKeys {
 public:
  // Of the brands that are not common; `brands` must outlive the keys.
  explicit BrandKeys(const std::vector<Brand>& brands);

  // use(key, at) for each key whose letters begin at a place of `text`, where it fits.
  template <class Use>
  void within(std::string_view text, const Use& use) const {
    for (std::size_t at = 0; at + head_size <= text.size(); ++at) {
      const auto found = by_head_.find(text.substr(at, head_size));
      if (found == by_head_.end()) continue;
      for (const BrandKey* key : found->second) {
        if (text.substr(at).starts_with(key->letters)) use(*key, at);
      }
    }
  }

  // Those that look like a text of that skeleton.
  const std::vector<const BrandKey*>& looking_like(std::string_view skeleton) const;

  // Those of one word whose length differs from `size` by one at most.
  template <class Use>
  void of_about(std::size_t size, const Use& use) const {
    for (std::size_t each = std::max<std::size_t>(size, 1) - 1;
         each <= size + 1 && each < by_size_.size(); ++each) {
      for (const BrandKey* key : by_size_[each]) use(*key);
    }
  }

 private:
  static constexpr std::size_t head_size = 4;  // keys have four letters at least
  using Lists = std::unordered_map<std::string_view, std::vector<const BrandKey*>>;

  std::vector<BrandKey> keys_;
  Lists by_head_, by_skeleton_;
  std::vector<std::vector<const BrandKey*>> by_size_;
};

}  // namespace backstamp::verdict
