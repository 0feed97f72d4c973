// zlib streams (RFC 1950), unpacked within bounds.
#pragma once

#include <string>
#include <string_view>

#include "message/files/work_budget.h"

namespace backstamp::message {

struct Inflated {
  std::string bytes;
  bool complete = false;  // the stream came to its end
};

// At most `bytes_max` bytes, and what the budget allows, which they are taken from.
Inflated inflate_bytes(std::string_view packed, std::uint64_t bytes_max, WorkBudget& budget);

}  // namespace backstamp::message
