// One run of an import job: walk -> parse on several threads -> batches -> ingest.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <stop_token>
#include <string>

#include "base/guarded.h"
#include "base/result.h"
#include "base/time.h"
#include "casework/import_table.h"
#include "casework/store.h"
#include "intake/import.h"
#include "intake/ingest.h"
#include "message/parse.h"

namespace backstamp::intake {

// Counts that threads raise while a job runs. Every file ends up imported or refused.
class Progress {
 public:
  explicit Progress(casework::Import job) : job_(std::move(job)) {}
  const casework::Import& job() const { return job_; }
  casework::Import snapshot() const;

  void refuse(const std::string& path, const std::string& reason);
  std::atomic<std::int64_t> files{0}, files_imported{0}, messages{0}, copies_added{0},
      copies_known{0};

 private:
  const casework::Import job_;
  std::atomic<std::int64_t> files_refused_{0};
  Guarded<std::map<std::string, std::int64_t>> refused_;
};

struct ImportTools {
  casework::Store& store;
  Ingest& ingest;
  const Clock& clock;
  ImportSettings settings;
  std::function<message::Surroundings()> surroundings;
  std::function<verdict::Indicators()> indicators;
  std::function<void(const casework::MailboxEntry&)> mailbox_found;
};

// Errors: cancelled; unavailable or timeout when the engine stayed away; limit (no space).
Result<void> run_import(Progress& progress, const ImportTools& tools, std::stop_token stop);

}  // namespace backstamp::intake
