#include "intake/event_ingest.h"

#include <algorithm>
#include <optional>
#include <set>

#include "base/hash.h"
#include "base/text.h"

namespace backstamp::intake {
namespace {

constexpr std::size_t events_a_share = 2'000;
constexpr std::size_t bytes_a_share = 16 * 1024 * 1024;
constexpr std::size_t reasons_max = 50, examples_max = 20;

void refuse(EventCounts& counts, std::uint64_t number, const std::string& why) {
  ++counts.refused;
  if (counts.reasons.size() < reasons_max || counts.reasons.contains(why)) {
    ++counts.reasons[why];
  } else {
    ++counts.reasons["other reasons"];
  }
  if (counts.examples.size() < examples_max)
    counts.examples.push_back("record " + std::to_string(number) + ": " + why);
}

// The keys among these that the table has. An event has its time with it, so that only the rows of
// that time are read.
Result<std::set<std::string>> known_keys(const hunting::Client& client, const std::string& table,
                                         const std::vector<const Event*>& events,
                                         Deadline deadline) {
  Time first = events.front()->at, last = first;
  std::vector<std::string> keys;
  for (const Event* event : events) {
    first = std::min(first, event->at);
    last = std::max(last, event->at);
    keys.push_back(event->key);
  }
  // `table` is one of those that the readers name.
  const hunting::Rows rows =
      TRY(client.query({.sql = "SELECT DISTINCT EventKey FROM " + table +
                               " WHERE Timestamp BETWEEN {first:DateTime64(3)} AND "
                               "{last:DateTime64(3)} AND EventKey IN {keys:Array(String)}",
                        .parameters = {{"first", hunting::time_parameter(first)},
                                       {"last", hunting::time_parameter(last)},
                                       {"keys", hunting::array_parameter(keys)}},
                        .settings = {}},
                       deadline));
  std::set<std::string> known;
  for (std::size_t row = 0; row < rows.size(); ++row) known.emplace(rows.text(row, "EventKey"));
  return known;
}

}  // namespace

Result<EventFormat> event_format(std::string_view name) {
  if (name == "office365") return EventFormat::office365;
  if (name == "hunting") return EventFormat::hunting;
  return fail(Fault::invalid, "no event format is called '" + Text::lossy(name).cut(40).str() +
                                  "'; there are office365 and hunting");
}

struct EventIngest::Share {
  std::vector<Event> events;
  std::size_t bytes = 0;
};

Result<void> EventIngest::store(Share& share, EventCounts& counts, Deadline deadline) {
  if (share.events.empty()) return {};
  const std::scoped_lock lock(one_share_);
  TRY(writer_.flush(deadline));
  std::map<std::string, std::vector<const Event*>> by_table;
  for (const Event& event : share.events) by_table[event.rows.front().table].push_back(&event);
  std::map<std::string, hunting::TableRows> tables;
  Sha256Stream digest;
  for (const auto& [table, events] : by_table) {
    std::set<std::string> known = TRY(known_keys(client_, table, events, deadline));
    for (const Event* event : events) {
      if (!known.insert(event->key).second) {
        ++counts.known;
        continue;
      }
      ++counts.added;
      for (const EventRow& row : event->rows) {
        hunting::TableRows& rows = tables[row.table];
        rows.table = row.table;
        rows.json_lines += row.json + "\n";
        ++rows.count;
        ++counts.rows[row.table];
        digest.add(row.json);
      }
    }
  }
  share = {};
  if (tables.empty()) return {};
  hunting::Batch batch{.id = "events-" + hex(digest.finish()), .tables = {}};
  for (auto& [name, rows] : tables) batch.tables.push_back(std::move(rows));
  TRY(writer_.write(batch));
  return writer_.flush(deadline);
}

Result<EventCounts> EventIngest::add(EventFormat format, std::string_view bytes,
                                     Deadline deadline) {
  EventCounts counts;
  Share share;
  Result<void> stored;
  TRY(for_each_event_record(bytes, {}, [&](const EventRecord& record) {
    ++counts.records;
    if (!record.refused.empty()) {
      refuse(counts, record.number, record.refused);
      return true;
    }
    auto event = format == EventFormat::office365 ? office365_event(record.json, countries_)
                                                  : hunting_event(record.json);
    if (!event) {
      refuse(counts, record.number, event.error().what);
      return true;
    }
    share.bytes += record.json.size();
    share.events.push_back(std::move(*event));
    if (share.events.size() >= events_a_share || share.bytes >= bytes_a_share)
      stored = store(share, counts, deadline);
    return stored.has_value();
  }));
  if (stored) stored = store(share, counts, deadline);
  TRY(stored);
  return counts;
}

}  // namespace backstamp::intake
