// The entries of one feed while it is read: each value normalised or refused with a reason.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/text.h"
#include "base/time.h"
#include "verdict/feeds/feed.h"
#include "verdict/feeds/feed_rules.h"

namespace backstamp::verdict {

// What a feed says of one value, as it came.
struct FeedFinding {
  std::string_view kind;
  std::string_view value;
  int confidence = 0;
  std::optional<Time> seen;
  std::optional<Time> expires;  // where the feed itself says so
  std::string_view comment;
};

class FeedGathering {
 public:
  FeedGathering(std::string_view format, Time now);

  const FeedRule& rule() const { return rule_; }
  Time now() const { return now_; }

  // Takes the finding or counts why not. Error: limit, when there are too many.
  Result<void> add(const FeedFinding& finding);
  // `reason` is a literal: what comes from outside must not make the table of reasons grow.
  void refuse(std::string_view reason, std::uint64_t times = 1);

  bool empty() const { return entries_.empty() && !expired_; }
  std::uint64_t refused_count() const;
  FeedReading reading() &&;

 private:
  const FeedRule& rule_;
  Time now_;
  bool expired_ = false;  // something was right but old
  std::vector<FeedEntry> entries_;
  std::map<std::string, std::uint64_t, std::less<>> refused_;
};

}  // namespace backstamp::verdict
