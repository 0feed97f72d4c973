// An invariant of ours, held in release builds too. For hostile input use Result, never CHECK.
#pragma once

namespace backstamp {
// Prints the broken condition with its place to standard error and aborts; the supervisor restarts.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);
}  // namespace backstamp

#define CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::backstamp::check_failed(#condition, __FILE__, __LINE__))
