// Connections that threads take and give back.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "casework/connection.h"

namespace backstamp::casework {

class Pool {
 public:
  // A connection for as long as the object lives. One that has become unusable is thrown away.
  class Lease {
   public:
    Lease(Pool& pool, std::unique_ptr<Connection> connection)
        : pool_(&pool), connection_(std::move(connection)) {}
    Lease(Lease&& other) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (connection_) pool_->give_back(std::move(connection_));
    }
    Connection& operator*() { return *connection_; }
    Connection* operator->() { return connection_.get(); }

   private:
    Pool* pool_;
    std::unique_ptr<Connection> connection_;
  };

  Pool(DatabaseUrl url, std::size_t connections_max)
      : url_(std::move(url)), connections_max_(connections_max) {}

  // Opens connections until there are `count`: SQLite's pragmas want one thread.
  Result<void> open(std::size_t count);
  // Waits until one is free; opens one when there are fewer than the maximum.
  Result<Lease> lease();

 private:
  void give_back(std::unique_ptr<Connection> connection);

  const DatabaseUrl url_;
  const std::size_t connections_max_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::size_t open_ = 0;
  std::vector<std::unique_ptr<Connection>> free_;
};

}  // namespace backstamp::casework
