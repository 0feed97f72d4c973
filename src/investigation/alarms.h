// Wakes investigations that wait for a time, when it has come.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "base/time.h"
#include "casework/investigation.h"

namespace backstamp::investigation {

class Alarms {
 public:
  // `ring` is called on the alarms' own thread, once for each alarm that was set.
  Alarms(const Clock& clock, std::function<void(casework::InvestigationId)> ring);
  ~Alarms() { stop(); }
  Alarms(const Alarms&) = delete;
  Alarms& operator=(const Alarms&) = delete;

  // Replaces an earlier one; without a time there is none.
  void set(casework::InvestigationId id, std::optional<Time> at);
  void stop();  // rings no more when it returns

 private:
  void watch(std::stop_token stop);

  const Clock& clock_;
  const std::function<void(casework::InvestigationId)> ring_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::map<casework::InvestigationId, Time> due_;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace backstamp::investigation
