// Starts `backstamp engine` as a child, watches it and starts it again when it ends.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "http/endpoint.h"

namespace backstamp::hunting::engine {

class Supervisor {
 public:
  // Starts `command` (program and arguments) and returns once GET /ping on `endpoint` answers.
  // The child gets SIGKILL when this process dies however it dies, so no engine is left
  // behind holding the data. Ended children are started again after 0.1 s, then twice as long
  // each time up to 5 s; a child that lived a minute resets the wait.
  // Errors: timeout; unavailable with the child's last line on standard error.
  static Result<std::unique_ptr<Supervisor>> start(std::vector<std::string> command,
                                                   const http::Endpoint& endpoint,
                                                   Deadline deadline);
  virtual ~Supervisor() = default;  // SIGTERM, and SIGKILL after 10 s

  virtual int pid() const = 0;            // of the present child; 0 between two
  virtual unsigned restarts() const = 0;  // since the start
};

}  // namespace backstamp::hunting::engine
