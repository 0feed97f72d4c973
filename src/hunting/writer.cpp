#include "hunting/writer.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <thread>

#include "base/log.h"
#include "hunting/delivery.h"
#include "hunting/spool.h"

namespace backstamp::hunting {
namespace {

constexpr Duration delivery_ms_max{120'000};  // of one batch
constexpr Duration wait_ms_min{50};
constexpr Duration wait_ms_max{5'000};

// The same batch would be refused again, or can't be read: it makes way for the others.
bool is_hopeless(Fault fault) { return fault == Fault::invalid || fault == Fault::corrupt; }

}  // namespace

struct Writer::State {
  State(Spool opened, const Client& to, const WriterLimits& bounds)
      : spool(std::move(opened)), client(to), limits(bounds) {
    for (const Spool::Entry& entry : spool.found()) {
      waiting.push_back(entry);
      ids.insert(entry.id);
      bytes += entry.bytes;
      next_number = entry.number + 1;
    }
    uncertain_before = next_number;
  }

  // Under `mutex`.
  Result<bool> admits(const std::string& id, std::uint64_t file_bytes) const;
  void written(const Spool::Entry& entry);
  void done(const Spool::Entry& entry);

  // On the delivering thread alone.
  void run(std::stop_token stop);
  bool deliver_front(const Spool::Entry& entry);
  void set_aside(const Spool::Entry& entry, const Error& error);

  const Spool spool;
  const Client& client;
  const WriterLimits limits;
  std::uint64_t uncertain_before = 0;  // entries below were found, perhaps half delivered

  std::mutex one_write;  // held over the disk's work, so that numbers follow the order of writes
  mutable std::mutex mutex;
  std::condition_variable_any changed;
  std::deque<Spool::Entry> waiting;
  std::set<std::string> ids;  // of `waiting`
  std::uint64_t bytes = 0;    // of `waiting`
  std::uint64_t next_number = 0;
  std::string last_error;

  std::jthread thread;  // last: ends before what it uses
};

// False when the batch already waits.
Result<bool> Writer::State::admits(const std::string& id, std::uint64_t file_bytes) const {
  if (ids.contains(id)) return false;
  if (bytes + file_bytes <= limits.spool_bytes_max) return true;
  return fail(Fault::limit, "the spool " + spool.folder().string() +
                                " is full: " + std::to_string(waiting.size()) + " batches of " +
                                std::to_string(bytes) + " bytes wait for the hunting store" +
                                (last_error.empty() ? "" : "; " + last_error));
}

void Writer::State::written(const Spool::Entry& entry) {
  waiting.push_back(entry);
  ids.insert(entry.id);
  bytes += entry.bytes;
  changed.notify_all();
}

void Writer::State::done(const Spool::Entry& entry) {
  waiting.pop_front();
  ids.erase(entry.id);
  bytes -= entry.bytes;
  changed.notify_all();
}

void Writer::State::set_aside(const Spool::Entry& entry, const Error& error) {
  log(LogLevel::error, "batch set aside",
      {{"spool", spool.folder().string()}, {"batch", entry.id}, {"error", error.what}});
  if (const auto moved = spool.set_aside(entry); !moved) {
    log(LogLevel::error, "batch could not be set aside", {{"error", moved.error().what}});
  }
}

// False when it is to be tried again after a while.
bool Writer::State::deliver_front(const Spool::Entry& entry) {
  auto spooled = spool.read(entry);
  const bool again = entry.number < uncertain_before;
  const auto delivered = spooled
                             ? deliver(client, *spooled, again ? Attempt::again : Attempt::first,
                                       deadline_in(delivery_ms_max))
                             : Result<void>(std::unexpected(std::move(spooled).error()));
  if (!delivered && !is_hopeless(delivered.error().fault)) {
    uncertain_before = std::max(uncertain_before, entry.number + 1);
    const std::scoped_lock lock(mutex);
    last_error = delivered.error().what;
    return false;
  }
  if (!delivered) {
    set_aside(entry, delivered.error());
  } else if (const auto removed = spool.remove(entry); !removed) {
    log(LogLevel::error, "delivered batch stays in the spool", {{"error", removed.error().what}});
  }
  const std::scoped_lock lock(mutex);
  last_error = delivered ? std::string() : delivered.error().what;
  done(entry);
  return true;
}

void Writer::State::run(std::stop_token stop) {
  Duration wait = wait_ms_min;
  while (!stop.stop_requested()) {
    Spool::Entry entry;
    {
      std::unique_lock lock(mutex);
      if (!changed.wait(lock, stop, [&] { return !waiting.empty(); })) return;
      entry = waiting.front();
    }
    if (deliver_front(entry)) {
      wait = wait_ms_min;
      continue;
    }
    std::unique_lock lock(mutex);
    if (wait == wait_ms_max) {
      log(LogLevel::warning, "hunting store not reached",
          {{"waiting", waiting.size()}, {"error", last_error}});
    }
    changed.wait_for(lock, stop, wait, [] { return false; });
    wait = std::min(wait * 2, wait_ms_max);
  }
}

Writer::Writer(std::unique_ptr<State> state) : state_(std::move(state)) {}

Writer::~Writer() = default;

Result<std::unique_ptr<Writer>> Writer::open(std::filesystem::path spool, const Client& client,
                                             const WriterLimits& limits) {
  auto state = std::make_unique<State>(TRY(Spool::open(std::move(spool))), client, limits);
  State* running = state.get();
  state->thread = std::jthread([running](std::stop_token stop) { running->run(stop); });
  return std::unique_ptr<Writer>(new Writer(std::move(state)));
}

Result<void> Writer::write(const Batch& batch) {
  TRY(check_batch(batch));
  const std::string file = encode({.taken = SystemClock().now(), .batch = batch});
  const std::scoped_lock one_write(state_->one_write);
  Spool::Entry entry{.number = 0, .id = batch.id, .bytes = file.size()};
  {
    const std::scoped_lock lock(state_->mutex);
    if (!TRY(state_->admits(batch.id, file.size()))) return {};
    entry.number = state_->next_number++;
  }
  TRY(state_->spool.add(entry, file));
  const std::scoped_lock lock(state_->mutex);
  state_->written(entry);
  return {};
}

Result<void> Writer::flush(Deadline deadline) {
  std::unique_lock lock(state_->mutex);
  const std::uint64_t before = state_->next_number;
  const auto empty = [&] {
    return state_->waiting.empty() || state_->waiting.front().number >= before;
  };
  if (state_->changed.wait_until(lock, deadline, empty)) return {};
  if (!state_->last_error.empty()) return fail(Fault::unavailable, state_->last_error);
  return fail(Fault::timeout,
              std::to_string(state_->waiting.size()) + " batches still wait for the hunting store");
}

Writer::Pending Writer::pending() const {
  const std::scoped_lock lock(state_->mutex);
  return {
      .batches = state_->waiting.size(), .bytes = state_->bytes, .last_error = state_->last_error};
}

}  // namespace backstamp::hunting
