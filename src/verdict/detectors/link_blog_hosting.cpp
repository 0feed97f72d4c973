// A link leads to a blog or page of a host where many honest people have theirs: few points.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> link_blog_hosting(const Signs& signs) {
  if (!signs.blog_hosting) return std::nullopt;
  return seen(Text::lossy(signs.blog_hosting->host), signs.blog_hosting->url->url);
}

}  // namespace backstamp::verdict
