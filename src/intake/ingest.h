// The one door into the hunting store for mail: the rows of deliveries, each copy once.
//
// A copy is known by NetworkMessageId and recipient. What the store already has is left out,
// so importing again adds nothing. One batch at a time, whoever brings it: two imports of the same
// mail at once add it once.
#pragma once

#include <cstdint>
#include <mutex>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "hunting/client.h"
#include "hunting/writer.h"
#include "intake/delivery_rows.h"

namespace backstamp::intake {

struct Ingested {
  std::uint64_t added = 0;
  std::uint64_t known = 0;  // were in the store already, or came twice in this batch
};

class Ingest {
 public:
  Ingest(const hunting::Client& client, hunting::Writer& writer)
      : client_(client), writer_(writer) {}

  // Durable when it returns; visible to queries too. Up to some thousands of deliveries a call.
  // Errors: unavailable or timeout when the engine does not answer, limit when the spool is full;
  // nothing was added then, or it is in the spool and a repetition adds only what is missing.
  Result<Ingested> add(const std::vector<DeliveryRows>& deliveries, Deadline deadline);

 private:
  const hunting::Client& client_;
  hunting::Writer& writer_;
  std::mutex one_batch_;
};

}  // namespace backstamp::intake
