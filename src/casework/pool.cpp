#include "casework/pool.h"

namespace backstamp::casework {

Result<void> Pool::open(std::size_t count) {
  std::vector<Lease> leases;
  while (leases.size() < count) leases.push_back(TRY(lease()));
  return {};
}

Result<Pool::Lease> Pool::lease() {
  {
    std::unique_lock lock(mutex_);
    freed_.wait(lock, [&] { return !free_.empty() || open_ < connections_max_; });
    if (!free_.empty()) {
      auto connection = std::move(free_.back());
      free_.pop_back();
      return Lease(*this, std::move(connection));
    }
    ++open_;
  }
  auto connection = Connection::open(url_);
  if (connection) return Lease(*this, std::move(*connection));
  give_back(nullptr);
  return std::unexpected(std::move(connection).error());
}

void Pool::give_back(std::unique_ptr<Connection> connection) {
  const bool usable = connection && connection->usable();
  if (!usable) connection.reset();
  const std::scoped_lock lock(mutex_);
  if (usable) {
    free_.push_back(std::move(connection));
  } else {
    --open_;
  }
  freed_.notify_one();
}

}  // namespace backstamp::casework
