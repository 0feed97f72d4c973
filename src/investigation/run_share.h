// This node's share of the runs: nodes that use one case store claim runs one by one, show each
// other that they live, and take over what a lost one had (casework/run_claim_table.h).
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "base/time.h"
#include "casework/run_claim_table.h"
#include "casework/store.h"

namespace backstamp::investigation {

struct Node {
  std::string name = "here";    // of the data folder: the same after a restart
  bool alone = true;            // no other node uses the store
  Duration look{1'000};         // how often free runs and the others' beats are looked at
  Duration lost_after{10'000};  // without a beat
};

class RunShare {
 public:
  // Frees what an earlier process of this node had. `offer` is called on a thread of the share's
  // own with runs that wait for a node: all of them at the start, later those whose time has come.
  RunShare(casework::Store& store, const Clock& clock, Node node,
           std::function<void(casework::InvestigationId)> offer);
  ~RunShare();  // frees what this node has
  RunShare(const RunShare&) = delete;
  RunShare& operator=(const RunShare&) = delete;

  void start();
  void stop();  // offers no more when it returns

  // See run_claim_table.h. Errors: of the store.
  Result<bool> claim(casework::InvestigationId id);
  Result<bool> release(casework::InvestigationId id, std::optional<Time> wake);
  Result<void> end(casework::InvestigationId id);

 private:
  struct Seen {
    std::int64_t beat = 0;
    Deadline lost{};  // unless there is another beat before
  };
  void watch(const std::stop_token& stop);
  Result<void> look(Time now);
  Result<void> free_lost();

  casework::Store& store_;
  const Clock& clock_;
  const Node node_;
  const std::function<void(casework::InvestigationId)> offer_;
  std::map<std::string, Seen> others_;  // of the thread
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace backstamp::investigation
