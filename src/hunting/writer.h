// Rows on their way into the hunting store.
//
// write() returns once the batch is durable in the spool: one file a batch, written beside, synced,
// renamed. A thread delivers spooled batches in order and removes each after the engine has it on
// disk. While the engine is away batches wait in the spool, across restarts too.
// Delivery is idempotent: each insert carries a token made of batch id and table, so a batch
// delivered again after a crash adds nothing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "hunting/client.h"

namespace backstamp::hunting {

struct TableRows {
  std::string table;
  std::string json_lines;  // one object a line, "\n" after each
  std::uint64_t count = 0;
};

// The same id always with the same content: a batch whose id was delivered before is dropped.
struct Batch {
  std::string id;  // at most 100 characters of [A-Za-z0-9._-]
  std::vector<TableRows> tables;
};

struct WriterLimits {
  std::uint64_t spool_bytes_max = 4ull * 1024 * 1024 * 1024;
};

class Writer {
 public:
  // Reads what the spool still holds. A damaged batch file (bad length or digest) is set aside
  // with a log line, never delivered in part.
  static Result<std::unique_ptr<Writer>> open(std::filesystem::path spool, const Client& client,
                                              const WriterLimits& limits = {});
  ~Writer();  // stops delivering; what is spooled stays

  // Errors: limit (spool full or no space), denied. After an error nothing of the batch counts.
  Result<void> write(const Batch& batch);

  // Waits until all that was written before is delivered. Errors: timeout; unavailable with the
  // engine's last error.
  Result<void> flush(Deadline deadline);

  struct State;  // of the writer, for /metrics and /readyz
  struct Pending {
    std::uint64_t batches = 0, bytes = 0;
    std::string last_error;  // empty when the last delivery went well
  };
  Pending pending() const;

 private:
  explicit Writer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace backstamp::hunting
