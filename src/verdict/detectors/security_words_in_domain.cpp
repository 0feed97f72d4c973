// The sender's domain is put together from words like login and secure.
#include "verdict/detectors/detector.h"

#include "verdict/word_stems.h"

namespace backstamp::verdict {

std::optional<Reason> security_words_in_domain(const Signs& signs) {
  static const WordStems words = word_stems("security");
  const std::string_view label =
      signs.from_organisation.substr(0, signs.from_organisation.find('.'));
  if (!label.contains('-') || is_brand_domain(signs.from_host)) return std::nullopt;
  if (!words.first_in(label)) return std::nullopt;
  return seen(signs.facts.sender.from.domain, signs.facts.sender.from.address);
}

}  // namespace backstamp::verdict
