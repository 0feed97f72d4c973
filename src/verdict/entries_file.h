// Allow and block entries as a file, for processes that have no case store: the milter and the
// gateway of links. `serve` writes it anew whenever entries change.
#pragma once

#include <filesystem>
#include <span>

#include "base/guarded.h"
#include "base/result.h"
#include "base/time.h"
#include "verdict/indicators.h"

namespace backstamp::verdict {

// One JSON object a line. The file is replaced as a whole. Errors: limit (no space), denied.
Result<void> write_entries(const std::filesystem::path& file, std::span<const IndicatorEntry> own,
                           std::span<const IndicatorEntry> fed);
// Errors: those of reading; corrupt.
Result<Indicators> read_entries(const std::filesystem::path& file);

// The entries of the file as it is now: read again when it changed, looked at no more than once a
// second. What cannot be read leaves the entries as they were. Thread-safe.
class EntriesFile {
 public:
  explicit EntriesFile(std::filesystem::path file) : file_(std::move(file)) {}
  Indicators now() const;

 private:
  struct State {
    Deadline looked{};
    std::filesystem::file_time_type written{};
    Indicators entries;
  };
  const std::filesystem::path file_;
  mutable Guarded<State> state_;
};

}  // namespace backstamp::verdict
