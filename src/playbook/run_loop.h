// One run from its journal to its end, or as far as it goes now: carries out what decide() says.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "playbook/crew.h"
#include "playbook/run.h"
#include "playbook/runner.h"

namespace backstamp::playbook {

struct Surroundings {
  Journal& journal;
  Commands& commands;
  const Clock& clock;
  RunLimits limits;
  Stragglers& stragglers;
  RunId run;
  std::stop_token stop;
};

class RunLoop {
 public:
  RunLoop(const Surroundings& around, const Bundle& bundle);

  Result<RunEnd> begin(Entry run_started);
  Result<RunEnd> resume(const std::vector<Entry>& entries);

 private:
  Result<RunEnd> carry_out();
  bool waits_long() const;
  // Applies the entry at once; it is durable after flush(), which comes before anything is done.
  Result<void> take(Entry entry, std::any found = {});
  Result<void> flush();
  // Writes what can be written now, as often as more follows from it.
  Result<void> settle();
  Result<bool> record_one();
  Result<bool> expire_one();
  Result<void> hear_replies();
  Result<void> hear_reply(const Reply& reply);
  void drop_abandoned();
  Result<void> start_commands();
  Result<void> start(const Due& due);
  Result<void> hear_outcome(Crew::Done done);
  Result<void> hear_pause(const Reply& reply);
  void tell_to_stop(const std::string& invocation);
  void stop_overdue();
  Result<void> leave_stragglers();
  // When something is to be done without an outcome or a reply.
  std::optional<Time> next_time() const;
  Result<void> wait();

  const Surroundings around_;
  Run run_;
  Agenda agenda_;
  std::int64_t sequence_ = 0;
  std::vector<Finding> unwritten_;
  std::set<std::string> interrupted_;         // begun before this process; not yet looked after
  std::map<std::string, Deadline> stopping_;  // told to stop, by their name: until when they may
  Deadline replies_due_{};
  Crew crew_;
};

}  // namespace backstamp::playbook
