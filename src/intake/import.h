// Imports: whole Maildirs, mbox files, folders of .eml and organisation trees, as durable jobs. A
// job that was running when the process died is run again from its beginning at the next start;
// what it had added is known then.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "casework/import_table.h"
#include "casework/store.h"
#include "intake/ingest.h"
#include "message/parse.h"
#include "verdict/indicators.h"

namespace backstamp::intake {

struct ImportSettings {
  unsigned parsers = 2;  // threads that read and parse
  // A batch is ingested when it has so many deliveries, or rows of so many bytes.
  std::size_t batch = 5'000;
  std::size_t batch_bytes = 32ull * 1024 * 1024;
  std::uint64_t message_bytes_max = 64ull * 1024 * 1024;  // larger messages are refused
  std::chrono::milliseconds engine_wait_ms_max{60'000};   // for the engine to come back
};

struct ImportRequest {
  std::string source;     // path
  std::string mailbox;    // address, or empty
  std::string direction;  // "", "inbound", "outbound", "intra-org"
};

class Imports {
 public:
  // `surroundings` and `indicators` are asked at the start of each job; `mailbox_found` is told of
  // each Maildir that belongs to an address, after it was recorded in the case store.
  static std::unique_ptr<Imports> start(
      casework::Store& store, Ingest& ingest, const Clock& clock, const ImportSettings& settings,
      std::function<message::Surroundings()> surroundings,
      std::function<verdict::Indicators()> indicators,
      std::function<void(const casework::MailboxEntry&)> mailbox_found);
  virtual ~Imports() = default;

  // Records the job and returns; the work goes on in the background, one job after the other.
  // Errors: not_found, denied, invalid for a request that can't be carried out.
  virtual Result<casework::ImportId> request(const ImportRequest& request) = 0;

  // With live counts while it runs. Error: not_found.
  virtual Result<casework::Import> look(casework::ImportId id) const = 0;
};

}  // namespace backstamp::intake
