// The shell around libmilter: sessions of the mail server in, answers out. libmilter is hidden in
// tap.cpp and allows one such shell a process.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "tap/handling.h"

namespace backstamp::tap {

struct TapSettings {
  std::string socket;          // "unix:/run/backstamp/milter.sock" or "inet:8891@127.0.0.1"
  std::string verdict_header;  // as HandlingSettings
  bool may_hold = false, may_change = false;
  std::uint64_t letter_bytes_max = 64ull * 1024 * 1024;  // larger ones pass unseen
};

// Serves until SIGTERM or SIGINT. Errors: conflict (another one listens there), invalid (no
// socket).
Result<void> run(const TapSettings& settings, Handling& handling, const Clock& clock);

}  // namespace backstamp::tap
