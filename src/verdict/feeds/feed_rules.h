// content/rules/feeds.json: how much a feed is believed that says nothing of it itself, and for how
// long what it saw counts.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace backstamp::verdict {

struct FeedRule {
  // What the feed says of an entry ("online") -> 0 to 100; "listed" where it says nothing.
  std::map<std::string, int, std::less<>> confidence;
  // A tag that says how sure its author is -> 0 to 100.
  std::map<std::string, int, std::less<>> tags;
  // Kind of indicator -> how long after it was seen; without one it counts while it is listed.
  std::map<std::string, Duration, std::less<>> lifetime;

  // The word must be one of the rule's.
  int confidence_of(std::string_view word) const;
  std::optional<int> confidence_of_tag(std::string_view tag) const;
};

using FeedRules = std::map<std::string, FeedRule, std::less<>>;

// As built into the program; a fault in it is a fault of the build.
const FeedRules& feed_rules();
// The format must have one.
const FeedRule& feed_rule(std::string_view format);

}  // namespace backstamp::verdict
