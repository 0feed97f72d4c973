#include "verdict/feeds/feed.h"

#include <algorithm>
#include <array>

#include "verdict/feeds/feed_format.h"
#include "verdict/feeds/feed_gathering.h"

namespace backstamp::verdict {
namespace {

constexpr std::array formats = {
    FeedFormat{"urlhaus", read_urlhaus},     FeedFormat{"phishtank", read_phishtank},
    FeedFormat{"openphish", read_openphish}, FeedFormat{"misp", read_misp},
    FeedFormat{"stix", read_stix},           FeedFormat{"list", read_list},
};

constexpr auto names = [] {
  std::array<std::string_view, formats.size()> all;
  std::ranges::transform(formats, all.begin(), &FeedFormat::name);
  return all;
}();

std::unexpected<Error> unknown(std::string_view format) {
  std::string known;
  for (const std::string_view name : names) {
    known += (known.empty() ? "" : ", ") + std::string(name);
  }
  return fail(Fault::not_found,
              "no feed format \"" + Text::lossy(format).cut(100).str() + "\"; there are " + known);
}

}  // namespace

std::span<const std::string_view> feed_formats() { return names; }

Result<FeedReading> read_feed(std::string_view name, std::string_view bytes, Time now) {
  const auto format = std::ranges::find(formats, name, &FeedFormat::name);
  if (format == formats.end()) return unknown(name);
  if (bytes.size() > feed_bytes_max) {
    return fail(Fault::limit, "the feed has " + std::to_string(bytes.size()) + " bytes; at most " +
                                  std::to_string(feed_bytes_max) + " are read");
  }
  if (bytes.starts_with("\xef\xbb\xbf")) bytes.remove_prefix(3);
  FeedGathering gathering(format->name, now);
  TRY_IN(name, format->read(bytes, gathering));
  return std::move(gathering).reading();
}

}  // namespace backstamp::verdict
