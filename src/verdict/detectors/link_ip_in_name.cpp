// An IP address stands inside a link's host name, as providers name their customers' machines.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> link_ip_in_name(const Signs& signs) {
  for (const LinkHost& link : signs.hosts) {
    std::size_t numbers = 0;
    std::string_view rest = link.host;
    while (!rest.empty() && numbers < 4) {
      const auto digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
      const bool number = digits >= 1 && digits <= 3;
      numbers = number ? numbers + 1 : 0;
      const auto word = std::min(rest.find_first_of(".-"), rest.size());
      if (word != digits) numbers = 0;
      rest.remove_prefix(std::min(rest.size(), word + 1));
    }
    if (numbers >= 4 && !rest.empty()) return seen(Text::lossy(link.host), link.url->url);
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
