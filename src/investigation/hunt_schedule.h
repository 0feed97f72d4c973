// Saved hunts that run by themselves, and the alerts that their findings raise.
//
// A run is one transaction: findings, alert, the run's record and the time of the next one are kept
// together or not at all. So a hunt that was due while the server was away runs once when it is
// back, and a finding raises one alert however often the hunt finds it.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/time.h"
#include "casework/hunt_table.h"
#include "hunting/client.h"

namespace backstamp::investigation {

struct HuntBench {
  casework::Store& store;
  const hunting::Client& hunting;
  const Clock& clock;
};

// Runs it now. A query that fails is a run that failed, with the reason; the error is the store's.
Result<casework::HuntRun> run_saved_hunt(const HuntBench& bench, casework::SavedHuntId id,
                                         const std::string& cause, std::stop_token stop = {});

// When it runs next, after `now`: whole intervals from `planned` on, the missed ones left out.
Time next_run_after(Time planned, std::int64_t every_minutes, Time now);

class HuntSchedule {
 public:
  explicit HuntSchedule(HuntBench bench);
  ~HuntSchedule() { stop(); }
  HuntSchedule(const HuntSchedule&) = delete;
  HuntSchedule& operator=(const HuntSchedule&) = delete;

  void look();  // a hunt was saved or removed
  void stop();

 private:
  void watch(const std::stop_token& stop);

  const HuntBench bench_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool look_ = false;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace backstamp::investigation
