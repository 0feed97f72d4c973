#include "verdict/brand_keys.h"

#include <algorithm>

#include "verdict/confusable.h"

namespace backstamp::verdict {

BrandKeys::BrandKeys(const std::vector<Brand>& brands) {
  for (const Brand& brand : brands) {
    if (brand.common) continue;
    for (const std::string& key : brand.keys) {
      const bool one_word = std::ranges::find(brand.names, key) != brand.names.end();
      keys_.push_back({key, skeleton(key), one_word, &brand});
    }
  }
  for (const BrandKey& key : keys_) {  // none moves any more
    by_head_[std::string_view(key.letters).substr(0, head_size)].push_back(&key);
    by_skeleton_[key.skeleton].push_back(&key);
    if (!key.one_word) continue;
    by_size_.resize(std::max(by_size_.size(), key.letters.size() + 1));
    by_size_[key.letters.size()].push_back(&key);
  }
}

const std::vector<const BrandKey*>& BrandKeys::looking_like(std::string_view skeleton) const {
  static const std::vector<const BrandKey*> none;
  const auto found = by_skeleton_.find(skeleton);
  return found == by_skeleton_.end() ? none : found->second;
}

}  // namespace backstamp::verdict
