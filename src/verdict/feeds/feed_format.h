// One format of feeds: its name and its reader. To add one: a file with the reader, its line here
// and in feed.cpp, its confidence in content/rules/feeds.json.
#pragma once

#include <string_view>

#include "base/result.h"

namespace backstamp::verdict {

class FeedGathering;

// Puts what the feed lists into the gathering. Errors: as of read_feed().
using FeedReader = Result<void>(std::string_view bytes, FeedGathering& gathering);

struct FeedFormat {
  std::string_view name;
  FeedReader* read;
};

FeedReader read_urlhaus;
FeedReader read_phishtank;
FeedReader read_openphish;
FeedReader read_misp;
FeedReader read_stix;
FeedReader read_list;

}  // namespace backstamp::verdict
