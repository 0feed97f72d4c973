// A program run on behalf of a playbook, within bounds.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"

namespace backstamp::investigation {

struct ChildEnd {
  int status = 0;      // exit status, or 128 + the signal that ended it
  std::string output;  // standard output, at most 48 KiB; the rest is thrown away
};

// Runs words[0] with an environment of PATH alone, in /, without input; standard error goes to
// nowhere. The program and all it started are killed when `stop` comes, which is told as timeout.
// Limits: 1 GiB of memory and 256 open files a process. Errors: unavailable (it can't be started),
// timeout.
Result<ChildEnd> run_child(const std::vector<std::string>& words, std::stop_token stop);

}  // namespace backstamp::investigation
