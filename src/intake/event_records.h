// The single records of what was handed in as events: JSON lines, a JSON array, one JSON object, or
// CSV as the audit search exports it. Nothing is read into them yet.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace backstamp::intake {

struct EventLimits {
  std::size_t record_bytes_max = 1024 * 1024;
  int depth_max = 64;  // of the JSON in one record
  std::size_t columns_max = 1'000;
};

// One record: its JSON, or why there is none.
struct EventRecord {
  std::uint64_t number = 0;  // counted from 1
  std::string json;
  std::string refused;
};

// Calls `take` for each record, in order, until it returns false. Every record comes, the broken
// ones with a reason. A row of CSV becomes its AuditData column where there is one, else an object
// of its columns. Error: invalid, when the whole has none of the forms.
Result<void> for_each_event_record(std::string_view bytes, const EventLimits& limits,
                                   const std::function<bool(EventRecord)>& take);

}  // namespace backstamp::intake
