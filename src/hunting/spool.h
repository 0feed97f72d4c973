// Batches on disk, one file each, until they are delivered.
//
//   file   = head LF payload
//   head   = JSON {"magic":"backstamp-spool","version":1,"id":ID,"sha256":HEX of payload,
//                  "tables":[{"table":NAME,"bytes":N,"count":N}, ...]}
//   payload = each table's rows, one after the other
//
// A name appears only with its whole content behind it. Names are a counter of 16 digits: their
// order is the order of writing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "base/result.h"
#include "hunting/writer.h"

namespace backstamp::hunting {

// Durable when it returns. Errors: limit, denied.
Result<void> write_spool_file(const std::filesystem::path& path, const Batch& batch);

// Errors: corrupt when it is damaged; not_found, denied.
Result<Batch> read_spool_file(const std::filesystem::path& path);

struct SpoolFile {
  std::uint64_t number = 0;
  std::filesystem::path path;
  std::uint64_t bytes = 0;
};

// In order of writing; other files of the folder are left alone.
Result<std::vector<SpoolFile>> list_spool(const std::filesystem::path& folder);
std::filesystem::path spool_path(const std::filesystem::path& folder, std::uint64_t number);

}  // namespace backstamp::hunting
