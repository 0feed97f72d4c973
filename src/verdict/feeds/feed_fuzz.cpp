// Any bytes as a feed of the format that the first byte names: entries are normalised, sorted and
// in force, each once; errors are of the kinds that callers know.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "verdict/feeds/feed.h"
#include "verdict/indicators.h"

namespace {

using backstamp::verdict::FeedEntry;

const backstamp::Time now = *backstamp::parse_rfc3339("2026-11-24T12:00:00Z");

void expect_sound(const FeedEntry& entry) {
  const auto again = backstamp::verdict::normalise_indicator(entry.kind, entry.value.view());
  // read_url() keeps a lone '%', which may come to stand before a decoded escape ("%%36%36").
  CHECK(again && (entry.kind == "url" || *again == entry.value));
  CHECK(entry.confidence >= 0 && entry.confidence <= 100);
  CHECK(entry.comment.size() <= 300);
  CHECK(!entry.seen || *entry.seen <= now);
  CHECK(!entry.expires || *entry.expires > now);
}

bool in_order(const FeedEntry& a, const FeedEntry& b) {
  return std::pair(a.kind, a.value) < std::pair(b.kind, b.value);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace backstamp;
  if (size == 0) return 0;
  const auto formats = verdict::feed_formats();
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto reading = verdict::read_feed(formats[data[0] % formats.size()], bytes, now);
  if (!reading) {
    CHECK(reading.error().fault == Fault::invalid || reading.error().fault == Fault::limit);
    return 0;
  }
  std::ranges::for_each(reading->entries, expect_sound);
  const auto disorder = [](const FeedEntry& a, const FeedEntry& b) { return !in_order(a, b); };
  CHECK(std::ranges::adjacent_find(reading->entries, disorder) == reading->entries.end());
  return 0;
}
