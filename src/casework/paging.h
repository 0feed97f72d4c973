// Lists come newest first, a page at a time, after a position given by time and id.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "base/time.h"
#include "base/uuid.h"

namespace backstamp::casework {

// For "where (created < :before or (created = :before and id < :before_id)) limit :rows".
struct PageStart {
  std::int64_t before_ms = std::numeric_limits<std::int64_t>::max();
  std::string before_id;  // "": ids of that very time are left out
};

template <class Id>
PageStart page_start(std::optional<Time> before, const std::optional<Id>& before_id) {
  PageStart start;
  if (before) start.before_ms = before->time_since_epoch().count();
  if (before && before_id) start.before_id = before_id->value().text();
  return start;
}

inline std::int64_t limit_of(std::size_t rows_max) {
  constexpr std::size_t most = std::numeric_limits<std::int32_t>::max();
  return static_cast<std::int64_t>(rows_max < most ? rows_max : most);
}

}  // namespace backstamp::casework
