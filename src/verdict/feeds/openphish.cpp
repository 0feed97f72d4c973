// OpenPhish's feed (openphish.com): text, one URL a line, nothing else said of it.
#include "verdict/feeds/defang.h"
#include "verdict/feeds/feed_format.h"
#include "verdict/feeds/feed_gathering.h"
#include "verdict/feeds/feed_lines.h"

namespace backstamp::verdict {
namespace {

constexpr std::size_t scheme_bytes_max = 16;

}  // namespace

Result<void> read_openphish(std::string_view bytes, FeedGathering& gathering) {
  const int confidence = gathering.rule().confidence_of("listed");
  FeedLines lines(bytes);
  while (const auto line = lines.next()) {
    // A bare name would be taken as a URL otherwise, and any list of domains as this feed.
    if (!refanged(line->substr(0, scheme_bytes_max)).contains("://")) {
      gathering.refuse("no URL");
      continue;
    }
    TRY(gathering.add({.kind = "url",
                       .value = *line,
                       .confidence = confidence,
                       .seen = {},
                       .expires = {},
                       .comment = {}}));
  }
  if (!gathering.empty()) return {};
  return fail(Fault::invalid, "expected one URL a line; none of " +
                                  std::to_string(gathering.refused_count()) + " lines is one");
}

}  // namespace backstamp::verdict
