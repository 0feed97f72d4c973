// A link's or the sender's host name mixes letters of several scripts into Latin words. Honest
// names of one script are left alone.
#include "verdict/detectors/detector.h"

#include "verdict/confusable.h"
#include "verdict/mixed_scripts.h"

namespace backstamp::verdict {

std::optional<Reason> link_look_alike_letters(const Signs& signs) {
  const auto mixed = [](std::string_view host) {
    for (std::string_view rest = host; !rest.empty();) {
      const std::string_view label = rest.substr(0, rest.find('.'));
      if (label.starts_with("xn--") && mixes_scripts(shown_label(label))) return true;
      rest.remove_prefix(std::min(rest.size(), label.size() + 1));
    }
    return false;
  };
  if (mixed(signs.from_host)) {
    return seen(signs.facts.sender.from.domain, signs.facts.sender.from.address);
  }
  for (const LinkHost& link : signs.hosts) {
    if (mixed(link.host)) return seen(Text::lossy(link.host), link.url->url);
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
