#include "casework/store.h"

#include <random>
#include <thread>

#include "base/check.h"
#include "base/log.h"
#include "base/time.h"
#include "casework/migration.h"
#include "casework/pool.h"

namespace backstamp::casework {
namespace {

using Retry = Failure::Retry;
using Work = std::function<Result<void>(Session&)>;

constexpr std::size_t readers_max = 8;
constexpr std::size_t writers_max = 8;
// After this many lost races a transaction runs alone.
constexpr int races_max = 3;
constexpr int contentions_max = 20;
constexpr Duration away_max = std::chrono::seconds(20);

// One try of a transaction.
struct Attempt {
  Result<void> result = {};
  Retry retry = Retry::no;
  std::string unsure = {};  // PostgreSQL went away during the commit of this transaction id
};

Attempt give_up(Connection& connection, Result<void> result) {
  const auto failure = connection.failure();
  connection.roll_back();
  if (!failure) return {std::move(result)};
  if (result) result = std::unexpected(failure->error);
  return {std::move(result), failure->retry};
}

Attempt attempt(Connection& connection, Transaction transaction, const Work& work) {
  Result<void> result = connection.begin(transaction);
  if (!result) return give_up(connection, std::move(result));
  Session session(connection);
  try {
    result = work(session);
  } catch (...) {
    connection.roll_back();
    throw;
  }
  if (!result || connection.failure()) return give_up(connection, std::move(result));
  result = connection.commit();
  if (result) return {};
  Attempt given_up = give_up(connection, std::move(result));
  if (given_up.retry == Retry::lost && transaction != Transaction::reading) {
    given_up.unsure = connection.transaction_id();
  }
  return given_up;
}

Duration pause_after(int attempts, Retry retry) {
  thread_local std::minstd_rand random(std::random_device{}());
  const int longest = retry == Retry::lost ? 1000 : 50;
  const int bound = std::min(longest, (retry == Retry::lost ? 20 : 1) << std::min(attempts, 6));
  return Duration(std::uniform_int_distribution<int>(bound / 2, bound)(random));
}

// Counts the tries of one transaction and says whether there is to be another.
class Tries {
 public:
  Transaction next(Transaction wanted) const {
    const bool alone = wanted == Transaction::writing && contentions_ >= races_max;
    return alone ? Transaction::writing_alone : wanted;
  }

  // Waits before another try. False when it has been tried enough.
  bool again(Retry retry) {
    if (retry == Retry::no) return false;
    if (retry == Retry::contention && ++contentions_ > contentions_max) return false;
    if (retry == Retry::lost && std::chrono::steady_clock::now() > away_until_) return false;
    std::this_thread::sleep_for(pause_after(attempts_++, retry));
    return true;
  }

 private:
  int attempts_ = 0;
  int contentions_ = 0;
  const Deadline away_until_ = deadline_in(away_max);
};

// A transaction inside another one of the same thread would wait for itself.
class Inside {
 public:
  explicit Inside(bool& inside) : inside_(inside) {
    const bool begun_inside_another_one = inside_;
    CHECK(!begun_inside_another_one);
    inside_ = true;
  }
  ~Inside() { inside_ = false; }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

 private:
  bool& inside_;
};

thread_local bool inside_transact = false;
thread_local bool inside_read = false;

}  // namespace

struct Store::State {
  explicit State(const DatabaseUrl& url)
      : postgresql(url.postgresql),
        writers(url, url.postgresql ? writers_max : 1),
        readers(url, readers_max) {}

  Result<void> run(Pool& pool, Transaction wanted, const Work& work);
  Attempt once(Pool& pool, Transaction transaction, const Work& work);
  bool committed(Pool& pool, const std::string& transaction_id, Attempt& attempt);

  const bool postgresql;
  Pool writers;
  Pool readers;
};

Attempt Store::State::once(Pool& pool, Transaction transaction, const Work& work) {
  auto lease = pool.lease();
  if (lease) return attempt(**lease, transaction, work);
  const Error error = lease.error();
  const bool away = postgresql && error.fault == Fault::unavailable;
  return {std::unexpected(error), away ? Retry::lost : Retry::no};
}

// After a commit whose answer never came: asks the server what became of it.
bool Store::State::committed(Pool& pool, const std::string& transaction_id, Attempt& attempt) {
  for (Tries tries; tries.again(Retry::lost);) {
    auto lease = pool.lease();
    if (!lease) continue;
    const auto fate = (*lease)->fate_of(transaction_id);
    if (!fate || *fate == "in progress") continue;
    if (!fate->empty()) return *fate == "committed";
    break;
  }
  attempt.retry = Retry::no;
  attempt.result = fail(Fault::unavailable,
                        "case store: the connection was lost during a commit and it cannot be "
                        "told whether it took effect: look before doing it again");
  return false;
}

Result<void> Store::State::run(Pool& pool, Transaction wanted, const Work& work) {
  for (Tries tries;;) {
    Attempt tried = once(pool, tries.next(wanted), work);
    if (tried.result) return {};
    if (!tried.unsure.empty() && committed(pool, tried.unsure, tried)) return {};
    if (tried.retry == Retry::lost) {
      log(LogLevel::warning, "case store connection lost", {{"what", tried.result.error().what}});
    }
    if (!tries.again(tried.retry)) return tried.result;
  }
}

Store::Store(std::unique_ptr<State> state) : state_(std::move(state)) {}

Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(std::string_view url) {
  const DatabaseUrl parsed = TRY(database_url(url));
  auto state = std::make_unique<State>(parsed);
  {
    auto lease = TRY(state->writers.lease());
    TRY(migrate(*lease));
  }
  if (!parsed.postgresql) TRY(state->readers.open(readers_max));
  return std::unique_ptr<Store>(new Store(std::move(state)));
}

Result<void> Store::transact(const Work& work) {
  const Inside inside(inside_transact);
  return state_->run(state_->writers, Transaction::writing, work);
}

Result<void> Store::read(const Work& work) const {
  const Inside inside(inside_read);
  return state_->run(state_->readers, Transaction::reading, work);
}

}  // namespace backstamp::casework
