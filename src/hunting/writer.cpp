#include "hunting/writer.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "base/file.h"
#include "base/hash.h"
#include "base/log.h"
#include "hunting/spool.h"

namespace backstamp::hunting {
namespace {

constexpr std::chrono::seconds insert_time{60};
constexpr std::chrono::milliseconds wait_min{50}, wait_max{2'000};

bool valid_id(const std::string& id) {
  return !id.empty() && id.size() <= 100 &&
         id.find_first_not_of(
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") == id.npos;
}

// The value of IngestBatch: names the batch in each of its rows. Never 0.
std::uint64_t batch_hash(const std::string& id) { return hash64(id) | 1; }

// Puts "IngestBatch" into each line.
std::string marked(const TableRows& rows, std::uint64_t batch) {
  const std::string mark = "{\"IngestBatch\":" + std::to_string(batch) + ",";
  std::string lines;
  lines.reserve(rows.json_lines.size() + rows.count * mark.size());
  std::string_view rest = rows.json_lines;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    lines += mark;
    lines += rest.substr(1, end - 1);
    lines += '\n';
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return lines;
}

}  // namespace

struct Writer::State {
  State(std::filesystem::path folder, const Client& hunting, const WriterLimits& bounds)
      : spool(std::move(folder)), client(hunting), limits(bounds) {}

  const std::filesystem::path spool;
  const Client& client;
  const WriterLimits limits;

  mutable std::mutex mutex;
  std::condition_variable_any changed;
  std::deque<SpoolFile> waiting;
  std::uint64_t next = 1, bytes = 0;
  std::string last_error;
  Fault last_fault = Fault::unavailable;
  std::mutex one_write;
  std::jthread thread;

  void work(std::stop_token stop);
  Result<void> deliver(const SpoolFile& file);
  Result<void> deliver(const Batch& batch);
  Result<bool> known(const TableRows& rows, std::uint64_t batch);
  void done();
  void set_aside(const SpoolFile& file, const Error& error);
};

// A table's rows of one batch become visible together: one row there means all are.
Result<bool> Writer::State::known(const TableRows& rows, std::uint64_t batch) {
  const Rows found = TRY(client.query(
      {.sql = "SELECT count() AS Rows FROM " + rows.table + " WHERE IngestBatch = {batch:UInt64}",
       .parameters = {{"batch", std::to_string(batch)}},
       .settings = {}},
      deadline_in(insert_time)));
  return found.integer(0, "Rows") > 0;
}

Result<void> Writer::State::deliver(const Batch& batch) {
  const std::uint64_t hash = batch_hash(batch.id);
  for (const TableRows& rows : batch.tables) {
    if (TRY(known(rows, hash))) continue;
    TRY(client.insert(rows.table, marked(rows, hash), batch.id + "." + rows.table,
                      deadline_in(insert_time)));
  }
  return {};
}

void Writer::State::set_aside(const SpoolFile& file, const Error& error) {
  std::error_code ignored;
  std::filesystem::rename(file.path, file.path.string() + ".damaged", ignored);
  log(LogLevel::error, "batch set aside",
      {{"path", file.path.string() + ".damaged"}, {"why", error.what}});
}

Result<void> Writer::State::deliver(const SpoolFile& file) {
  const auto batch = read_spool_file(file.path);
  if (!batch) {
    if (batch.error().fault != Fault::corrupt) return std::unexpected(batch.error());
    set_aside(file, batch.error());
    return {};
  }
  const auto delivered = deliver(*batch);
  if (!delivered && delivered.error().fault == Fault::invalid) {
    // The engine will never take it: keep it for a person, go on with the rest.
    set_aside(file, delivered.error());
    return {};
  }
  if (!delivered) return delivered;
  std::error_code ignored;
  std::filesystem::remove(file.path, ignored);
  return {};
}

void Writer::State::done() {
  const std::scoped_lock lock(mutex);
  bytes -= waiting.front().bytes;
  waiting.pop_front();
  last_error.clear();
  changed.notify_all();
}

void Writer::State::work(std::stop_token stop) {
  std::chrono::milliseconds wait = wait_min;
  while (!stop.stop_requested()) {
    SpoolFile file;
    {
      std::unique_lock lock(mutex);
      if (!changed.wait(lock, stop, [&] { return !waiting.empty(); })) return;
      file = waiting.front();
    }
    const auto delivered = deliver(file);
    if (delivered) {
      done();
      wait = wait_min;
      continue;
    }
    std::unique_lock lock(mutex);
    last_error = delivered.error().what;
    last_fault = delivered.error().fault;
    changed.wait_for(lock, stop, wait, [] { return false; });
    wait = std::min(wait * 2, wait_max);
  }
}

Writer::Writer(std::unique_ptr<State> state) : state_(std::move(state)) {}

Writer::~Writer() {
  state_->thread.request_stop();
  state_->changed.notify_all();
}

Result<std::unique_ptr<Writer>> Writer::open(std::filesystem::path spool, const Client& client,
                                             const WriterLimits& limits) {
  TRY(make_folder(spool));
  auto state = std::make_unique<State>(spool, client, limits);
  for (SpoolFile& file : TRY(list_spool(spool))) {
    state->next = file.number + 1;
    state->bytes += file.bytes;
    state->waiting.push_back(std::move(file));
  }
  State* running = state.get();
  state->thread = std::jthread([running](std::stop_token stop) { running->work(stop); });
  return std::unique_ptr<Writer>(new Writer(std::move(state)));
}

Result<void> Writer::write(const Batch& batch) {
  if (!valid_id(batch.id)) {
    return fail(Fault::invalid, "a batch id is 1 to 100 characters of A-Z a-z 0-9 . _ -");
  }
  State& state = *state_;
  SpoolFile file;
  for (const TableRows& rows : batch.tables) file.bytes += rows.json_lines.size();
  const std::scoped_lock writing(state.one_write);
  {
    const std::scoped_lock lock(state.mutex);
    if (state.bytes + file.bytes > state.limits.spool_bytes_max) {
      return fail(Fault::limit, "the spool " + state.spool.string() + " is full (" +
                                    std::to_string(state.bytes) +
                                    " bytes wait for the hunting engine)");
    }
    file.number = state.next++;
  }
  file.path = spool_path(state.spool, file.number);
  TRY(write_spool_file(file.path, batch));
  const std::scoped_lock lock(state.mutex);
  state.bytes += file.bytes;
  state.waiting.push_back(std::move(file));
  state.changed.notify_all();
  return {};
}

Result<void> Writer::flush(Deadline deadline) {
  State& state = *state_;
  std::unique_lock lock(state.mutex);
  const std::uint64_t last = state.next;
  const auto delivered = [&] {
    return state.waiting.empty() || state.waiting.front().number >= last;
  };
  if (state.changed.wait_until(lock, deadline, delivered)) return {};
  if (state.last_error.empty()) return fail(Fault::timeout, "the hunting engine is behind");
  return fail(state.last_fault, state.last_error);
}

Writer::Pending Writer::pending() const {
  const std::scoped_lock lock(state_->mutex);
  return {
      .batches = state_->waiting.size(), .bytes = state_->bytes, .last_error = state_->last_error};
}

}  // namespace backstamp::hunting
