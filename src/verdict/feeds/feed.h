// The bytes of a threat feed -> what it warns of. Pure: who fetched them, when to fetch again and
// where entries are kept is others' business.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/text.h"
#include "base/time.h"

namespace backstamp::verdict {

struct FeedEntry {
  std::string kind;             // of an indicator: sender, domain, url, file, ip
  Text value;                   // normalised by normalise_indicator()
  int confidence = 0;           // 0 to 100, the feed's own word or its default
  std::optional<Time> seen;     // when the feed says it was seen, never later than `now`
  std::optional<Time> expires;  // nothing: as long as the feed lists it
  Text comment;                 // what the feed says of it: threat, tags; at most 300 bytes

  bool operator==(const FeedEntry&) const = default;
};

struct FeedReading {
  std::vector<FeedEntry> entries;  // each (kind, value) once, sorted; the surest where listed twice
  std::map<std::string, std::uint64_t> refused;  // reason -> how many lines, objects or values
};

constexpr std::size_t feed_bytes_max = 256u << 20;
constexpr std::size_t feed_entries_max = 5'000'000;

// The formats there are, by name: urlhaus, phishtank, openphish, misp, stix, list.
std::span<const std::string_view> feed_formats();

// Errors: invalid when the bytes are not of that format at all (says what was expected and where),
// limit when they are too large or too deep; not_found for an unknown format, with the known ones.
Result<FeedReading> read_feed(std::string_view format, std::string_view bytes, Time now);

}  // namespace backstamp::verdict
