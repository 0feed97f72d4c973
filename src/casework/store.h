// The case store: what was decided. SOCI on SQLite (WAL, synchronous=FULL) or PostgreSQL; the same
// statements and tests on both. Tables are one file each (alert_table.h, ...): functions on a
// Session.
//
// Always holds: what transact() returned success for survives SIGKILL and power loss; a failed one
// left no trace.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace backstamp::casework {

class Connection;

// A connection inside a transaction; only Store makes one. For one thread. The first error that
// the database gives ends the transaction: nothing of it is committed, whatever `work` returns.
class Session {
 public:
  explicit Session(Connection& connection) : connection_(connection) {}
  Connection& connection() { return connection_; }

 private:
  Connection& connection_;
};

class Store {
 public:
  // "sqlite:///path/cases.db" (the path as it stands) or "postgresql://..." (libpq's own form).
  // Creates and migrates. Errors: conflict when a newer version wrote it; unavailable; denied;
  // corrupt; limit. Several Stores, in one process or more, may have the same database open.
  static Result<std::unique_ptr<Store>> open(std::string_view url);
  ~Store();

  // Runs `work` in a writing transaction and commits when it returned success; rolls back on an
  // error or exception. SQLite: one writer at a time, others wait. A lost PostgreSQL
  // connection or a serialization failure is tried again, so `work` may run more than once and
  // must have no effect but through its Session. Not to be called from inside `work`.
  // Errors beside those of `work`: limit (disk full), corrupt, timeout (SQLite locked by another
  // process for 30 s), unavailable (PostgreSQL away for 20 s).
  Result<void> transact(const std::function<Result<void>(Session&)>& work);

  // As transact(), but for reading: sees one state, never waits for writers.
  Result<void> read(const std::function<Result<void>(Session&)>& work) const;

  // With a value: store.reading<T>([&](Session& s) -> Result<T> {...})
  template <class T, class Work>
  Result<T> reading(Work&& work) const {
    Result<T> value = fail(Fault::unavailable, "not read");
    auto done = read([&](Session& session) -> Result<void> {
      value = work(session);
      if (!value) return std::unexpected(value.error());
      return {};
    });
    if (!done) return std::unexpected(std::move(done).error());
    return value;
  }
  template <class T, class Work>
  Result<T> writing(Work&& work) {
    Result<T> value = fail(Fault::unavailable, "not written");
    auto done = transact([&](Session& session) -> Result<void> {
      value = work(session);
      if (!value) return std::unexpected(value.error());
      return {};
    });
    if (!done) return std::unexpected(std::move(done).error());
    return value;
  }

 private:
  struct State;
  explicit Store(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace backstamp::casework
