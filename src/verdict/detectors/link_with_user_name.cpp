// What stands before @ in a URL is shown first and leads nowhere.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> link_with_user_name(const Signs& signs) {
  for (const message::Url& url : signs.facts.urls) {
    const std::string_view text = url.url.view();
    const auto start = text.find("://");
    if (start == text.npos || url.location == message::UrlLocation::header) continue;
    const std::string_view authority =
        text.substr(start + 3, text.find_first_of("/?#", start + 3) - start - 3);
    if (authority.contains('@')) return seen(url.url, url.url);
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
