// Runs queries on the library: a session each, at most so many at once, cancellable.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <semaphore>
#include <stop_token>
#include <string>
#include <vector>

#include "hunting/engine/canceller.h"
#include "hunting/engine/session.h"
#include "hunting/engine/statement.h"

namespace backstamp::hunting::engine {

class Executor {
 public:
  // `path` and `configuration` of the library; the session opened here boots the engine and stays
  // until the end. Error: corrupt (the library cannot open its data).
  static Result<std::unique_ptr<Executor>> open(const ChdbAbi& abi, std::filesystem::path path,
                                                const std::filesystem::path& configuration,
                                                unsigned queries_max);

  // Waits for its turn, then runs. `stop` kills a query with rows at once; other statements are
  // let finish, for five seconds where the whole engine stops.
  std::expected<Statistics, Exception> execute(const Query& query, const Statement& statement,
                                               const std::stop_token& stop,
                                               const Session::Take& take);

  // From now on whatever is stopped is killed, other statements after five seconds.
  void begin_stop() { stopping_ = true; }

  const std::string& version() const { return version_; }

 private:
  Executor(const ChdbAbi& abi, std::filesystem::path path,
           const std::filesystem::path& configuration, unsigned queries_max);

  std::expected<void, Exception> admit(const std::stop_token& stop);
  std::expected<Statistics, Exception> execute_in(Session& session, const Query& query,
                                                  const Statement& statement,
                                                  const Session::Take& take) const;
  std::expected<Statistics, Exception> write_durably(Session& session, const Query& query,
                                                     const Statement& statement,
                                                     const Session::Take& take) const;
  void kill(const std::string& tag);

  const ChdbAbi abi_;
  const std::filesystem::path path_;
  const std::vector<std::string> arguments_;
  Session control_;  // keeps the engine up; used by the canceller's thread alone
  std::string version_;
  std::counting_semaphore<> room_;
  std::atomic<bool> stopping_ = false;
  Canceller canceller_;
};

}  // namespace backstamp::hunting::engine
