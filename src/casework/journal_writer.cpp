#include "casework/journal_writer.h"

namespace backstamp::casework {
namespace {

constexpr std::size_t batches_max = 256;  // of a group
constexpr std::size_t tails_max = 10'000;

}  // namespace

Result<void> JournalWriter::append(const Batch& batch) {
  Waiting own{.batch = &batch};
  std::unique_lock lock(mutex_);
  queue_.push_back(&own);
  own.turn.wait(lock, [&] { return own.done || (!writing_ && queue_.front() == &own); });
  if (own.done) return own.result;
  writing_ = true;
  for (const InvestigationId& id : forgotten_) tails_.erase(id);
  forgotten_.clear();
  const Group group = take_group();
  lock.unlock();
  write(group);
  lock.lock();
  writing_ = false;
  for (Waiting* waiting : group) {
    waiting->done = true;
    if (waiting != &own) waiting->turn.notify_one();
  }
  if (!queue_.empty()) queue_.front()->turn.notify_one();
  return own.result;
}

void JournalWriter::forget(InvestigationId id) {
  const std::scoped_lock lock(mutex_);
  forgotten_.push_back(id);
}

JournalWriter::Group JournalWriter::take_group() {
  Group group;
  while (!queue_.empty() && group.size() < batches_max) {
    group.push_back(queue_.front());
    queue_.pop_front();
  }
  return group;
}

void JournalWriter::write(const Group& group) {
  if (tails_.size() > tails_max) tails_.clear();
  const Result<void> together = write_together(group);
  if (together || group.size() == 1) {
    for (Waiting* waiting : group) waiting->result = together;
    return;
  }
  // One of them is wrong: each for itself, so that it fails alone.
  for (Waiting* waiting : group) waiting->result = write_together({waiting});
}

Result<void> JournalWriter::write_together(const Group& group) {
  std::vector<JournalRow> rows;
  for (const Waiting* waiting : group) {
    for (const JournalEntry& entry : waiting->batch->entries) {
      rows.push_back({waiting->batch->id, entry});
    }
  }
  JournalTails tails;
  const auto written = store_.transact([&](Session& session) -> Result<void> {
    tails.clear();
    for (const Waiting* waiting : group) {
      const InvestigationId id = waiting->batch->id;
      const auto known = tails_.find(id);
      if (tails.contains(id)) continue;
      tails[id] = known == tails_.end() ? TRY(journal_tail(session, id)) : known->second;
    }
    TRY(append_journals(session, rows, tails));
    for (const Waiting* waiting : group) {
      if (waiting->batch->with) TRY(waiting->batch->with(session));
    }
    return {};
  });
  for (const Waiting* waiting : group) tails_.erase(waiting->batch->id);
  if (written) tails_.insert(tails.begin(), tails.end());
  return written;
}

}  // namespace backstamp::casework
