// Times are UTC with milliseconds. The clock is handed in; only SystemClock reads the real one.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.h"

namespace backstamp {

using Time = std::chrono::sys_time<std::chrono::milliseconds>;
using Duration = std::chrono::milliseconds;
// For waiting only: never stored, never shown.
using Deadline = std::chrono::steady_clock::time_point;

// RFC 3339 in UTC: 2026-11-24T03:53:03.120Z
std::string rfc3339(Time time);
// RFC 3339 with any offset and 0 to 9 fraction digits. Error: invalid.
Result<Time> parse_rfc3339(std::string_view text);

inline Deadline deadline_in(Duration duration) {
  return std::chrono::steady_clock::now() + duration;
}

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Time now() const override;
};

// Tests own time.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Time start) : now_(start) {}
  Time now() const override { return now_; }
  void advance(Duration by) { now_ += by; }

 private:
  Time now_;
};

}  // namespace backstamp
