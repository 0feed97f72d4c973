// Runs re-judging jobs one after the other on a thread of its own, and begins those of entries that
// expire. A job that was running when the process died is gone on with at the next start.
#pragma once

#include <memory>

#include "rejudging/run.h"

namespace backstamp::rejudging {

// The job for a changed entry, to be kept in the transaction that changes it.
casework::Rejudging job_for(std::string kind, Text value, std::string cause, std::string by,
                            Time now);

class Rejudger {
 public:
  static std::unique_ptr<Rejudger> start(const Tools& tools);
  virtual ~Rejudger() = default;

  // Call after a job was committed and the snapshot of entries is the new one.
  virtual void look() = 0;
};

}  // namespace backstamp::rejudging
