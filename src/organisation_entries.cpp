#include "organisation_entries.h"

#include "casework/feed_table.h"
#include "casework/indicator_table.h"

namespace backstamp {

Result<std::vector<verdict::IndicatorEntry>> own_entries(const casework::Store& store) {
  const auto known = TRY(store.reading<std::vector<casework::Indicator>>(
      [](casework::Session& session) { return list_indicators(session); }));
  std::vector<verdict::IndicatorEntry> entries;
  entries.reserve(known.size());
  for (const casework::Indicator& indicator : known) {
    entries.push_back({.kind = indicator.kind,
                       .value = indicator.value,
                       .block = indicator.verdict == "block",
                       .comment = indicator.comment,
                       .expires = indicator.expires});
  }
  return entries;
}

Result<std::vector<verdict::IndicatorEntry>> fed_entries(const casework::Store& store) {
  const auto known = TRY(store.reading<std::vector<casework::FeedEntryRow>>(
      [](casework::Session& session) { return list_feed_entries(session); }));
  std::vector<verdict::IndicatorEntry> entries;
  entries.reserve(known.size());
  for (const casework::FeedEntryRow& entry : known) {
    entries.push_back({.kind = entry.kind,
                       .value = entry.value,
                       .block = true,
                       .comment = entry.comment,
                       .expires = entry.expires,
                       .source = entry.feed,
                       .confidence = static_cast<int>(entry.confidence)});
  }
  return entries;
}

}  // namespace backstamp
