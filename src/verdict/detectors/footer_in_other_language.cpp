// The text is in one language, the line to unsubscribe in another: a footer put under by a program.
#include "verdict/detectors/detector.h"

#include <algorithm>

namespace backstamp::verdict {

std::optional<Reason> footer_in_other_language(const Signs& signs) {
  const std::string_view language = signs.facts.language.view();
  constexpr std::string_view others[] = {"de", "fr", "pt", "nl", "es", "it"};
  const bool other = std::ranges::find(others, language) != std::end(others);
  const FamilyHits& footer = signs.text.of("affiliate_footer");
  if (!other || footer.count == 0) return std::nullopt;
  return seen(footer.first, signs.facts.sender.from.address);
}

}  // namespace backstamp::verdict
