// The one door into the hunting store for mail: the rows of deliveries, each copy once.
//
// A copy is known by NetworkMessageId and recipient. What the store already has is left out,
// so importing again adds nothing. One batch at a time, whoever brings it: two imports of the same
// mail at once add it once.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "hunting/client.h"
#include "hunting/writer.h"
#include "intake/delivery_rows.h"

namespace backstamp::intake {

struct Ingested {
  std::uint64_t added = 0;
  std::uint64_t known = 0;                 // were in the store already, or came twice in this batch
  std::vector<std::size_t> known_at = {};  // which of the deliveries those are
};

class Ingest {
 public:
  // Of one batch, by several callers together; a larger one goes alone.
  static constexpr std::size_t batch_bytes_max = 64ull * 1024 * 1024;

  Ingest(const hunting::Client& client, hunting::Writer& writer)
      : client_(client), writer_(writer) {}

  // Durable when it returns; visible to queries too. Up to some thousands of deliveries a call.
  // What is brought while a batch is under way goes into the next one, whoever brings it.
  // Errors: unavailable or timeout when the engine does not answer, limit when the spool is full;
  // nothing was added then, or it is in the spool and a repetition adds only what is missing.
  Result<Ingested> add(const std::vector<DeliveryRows>& deliveries, Deadline deadline);

 private:
  using Deliveries = std::vector<const DeliveryRows*>;
  // What goes together. Whoever finds none under way carries it out for all.
  struct Share {
    Deliveries deliveries;
    std::size_t bytes = 0;
    Deadline deadline{};
    std::optional<Result<std::vector<bool>>> known;  // for each delivery, when it is done
  };
  Result<std::vector<bool>> add_batch(const Deliveries& deliveries, Deadline deadline);

  const hunting::Client& client_;
  hunting::Writer& writer_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::shared_ptr<Share> next_ = std::make_shared<Share>();
  bool under_way_ = false;
};

}  // namespace backstamp::intake
