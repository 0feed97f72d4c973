// Events from outside: split into records, each read both ways.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "intake/event.h"
#include "intake/event_records.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace backstamp::intake;
  static const Countries countries("/nonexistent");
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::uint64_t number = 0;
  (void)for_each_event_record(bytes, {}, [&](const EventRecord& record) {
    CHECK(record.number == ++number);
    CHECK(record.json.empty() != record.refused.empty());
    if (!record.refused.empty()) return true;
    for (const auto& event :
         {office365_event(record.json, countries), hunting_event(record.json)}) {
      if (!event) continue;
      CHECK(!event->key.empty() && event->key.size() <= 100);
      CHECK(!event->rows.empty());
      for (const EventRow& row : event->rows) CHECK(row.json.find('\n') == std::string::npos);
    }
    return true;
  });
  return 0;
}
