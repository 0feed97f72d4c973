// Batches on disk: one file each, named by its place in the queue and its id, whole or not there.
// The grammar of a file is in README.md.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "base/time.h"
#include "hunting/writer.h"

namespace backstamp::hunting {

// A batch as it lies in the spool.
struct SpooledBatch {
  Time taken;  // when write() took it over: IngestedAt of its rows
  Batch batch;
};

std::string encode(const SpooledBatch& spooled);
// Error: corrupt, with what is wrong. Never reads past the lengths that the digest covers.
Result<SpooledBatch> decode(std::string_view file);

// Error: invalid (id, table or lines that can't be), limit (more than one insert can carry).
Result<void> check_batch(const Batch& batch);

class Spool {
 public:
  struct Entry {
    std::uint64_t number = 0;
    std::string id;
    std::uint64_t bytes = 0;
  };

  // Takes the folder for this process and tells what lies in it, in order.
  // Errors: conflict when another process writes to it, denied.
  static Result<Spool> open(std::filesystem::path folder);
  const std::vector<Entry>& found() const { return found_; }

  // Durable when it returns. Errors: limit (no space), denied; nothing is left then.
  Result<void> add(const Entry& entry, std::string_view file) const;
  // Errors: corrupt, and those of read_file.
  Result<SpooledBatch> read(const Entry& entry) const;
  // After delivery. Should the file come back after a power failure, it is delivered again in vain.
  Result<void> remove(const Entry& entry) const;
  // Moves the file to FOLDER/set-aside, where people find it.
  Result<void> set_aside(const Entry& entry) const;

  const std::filesystem::path& folder() const { return folder_; }

 private:
  Spool(std::filesystem::path folder, FileLock lock)
      : folder_(std::move(folder)), lock_(std::move(lock)) {}
  Result<void> list();
  std::filesystem::path path_of(const Entry& entry) const;

  std::filesystem::path folder_;
  FileLock lock_;
  std::vector<Entry> found_;
};

}  // namespace backstamp::hunting
