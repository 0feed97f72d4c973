// The part after # holds a mail address: the page fills the reader's name in without the server
// seeing it.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> link_carries_address(const Signs& signs) {
  for (const message::Url& url : signs.facts.urls) {
    const std::string_view text = url.url.view();
    const auto fragment = text.find('#');
    if (fragment == text.npos || url.location == message::UrlLocation::header || url.loaded)
      continue;
    const std::string_view rest = text.substr(fragment + 1);
    const bool address = rest.contains('@') || rest.contains("%40");
    if (address && rest.contains('.') && !rest.contains('/')) return seen(url.domain, url.url);
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
