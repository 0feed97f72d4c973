// What fsync_after_insert and fsync_part_directory leave out. With both on, the library syncs a
// part's files and the part's folder, but neither the table's folder, in which the part gets its
// name, nor the log of deduplication tokens. Power loss could then take back an acknowledged
// part, or the memory of its token.
#pragma once

#include <filesystem>

#include "base/result.h"
#include "base/time.h"

namespace backstamp::hunting::engine {

// Syncs each folder of tables, databases and metadata under the library's path, and each
// deduplication log, that changed at `since` or later.
Result<void> sync_changed(const std::filesystem::path& path, Time since);

}  // namespace backstamp::hunting::engine
