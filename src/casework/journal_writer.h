// Group commit for journals: what many runs append at the same time goes into one transaction with
// one sync of the disk, and each caller waits until its own entries are durable. There is no
// thread: who comes while nobody writes leads, and takes along what has gathered.
//
// Always holds: a batch is written whole or not at all; one that can't be written (its sequence is
// taken, its findings are refused) does not keep the others of its group from being written.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

#include "casework/journal_table.h"
#include "casework/store.h"

namespace backstamp::casework {

class JournalWriter {
 public:
  struct Batch {
    InvestigationId id;
    std::vector<JournalEntry> entries;
    // What is written in the same transaction; may run more than once. May be empty.
    std::function<Result<void>(Session&)> with{};
  };

  // Outlived by `store`. Several writers, here or elsewhere, may share a database.
  explicit JournalWriter(Store& store) : store_(store) {}

  // Durable when it returns success. Not to be called inside Store::transact(). Errors: conflict
  // when another process wrote to the journal; those of `with` and of Store::transact().
  Result<void> append(const Batch& batch);

  // Where the journal ends is to be looked up again: another process may have written to it.
  void forget(InvestigationId id);

 private:
  struct Waiting {
    const Batch* batch;
    bool done = false;
    Result<void> result = {};
    std::condition_variable turn{};
  };
  using Group = std::vector<Waiting*>;

  Group take_group();
  void write(const Group& group);
  Result<void> write_together(const Group& group);

  Store& store_;
  std::mutex mutex_;
  std::deque<Waiting*> queue_;
  bool writing_ = false;
  std::vector<InvestigationId> forgotten_;
  JournalTails tails_;  // of the one that writes: where journals ended when last seen
};

}  // namespace backstamp::casework
