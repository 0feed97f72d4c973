// Times as feeds write them.
#pragma once

#include <optional>
#include <string_view>

#include "base/time.h"

namespace backstamp::verdict {

// RFC 3339; the same without an offset or with " UTC" at its end, in UTC; a day alone. Nothing for
// anything else.
std::optional<Time> feed_time(std::string_view written);
// Seconds since 1970, in digits.
std::optional<Time> feed_time_of_seconds(std::string_view digits);

}  // namespace backstamp::verdict
