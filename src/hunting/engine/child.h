// A process that does not outlive the one that started it.
#pragma once

#include <string>
#include <vector>

#include "base/file.h"
#include "base/result.h"

namespace backstamp::hunting::engine {

struct Child {
  int pid = 0;
  Fd ended;   // readable once the process has ended; then waitpid() has its status
  Fd errors;  // its standard error, where it was asked for; non-blocking
};

enum class Errors { inherited, captured };

// Starts `command` (program and arguments) with default signal handling. It gets SIGKILL when the
// *thread* that called this ends: call it from one that lives as long as the child should.
// Errors: unavailable (no process, no descriptors); a program that can't be executed shows as a
// child that ends with status 127.
Result<Child> spawn_child(const std::vector<std::string>& command, Errors errors);

}  // namespace backstamp::hunting::engine
