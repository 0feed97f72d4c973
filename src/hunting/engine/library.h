// libchdb.so, loaded once a process and never unloaded (its threads outlive any handle on it).
#pragma once

#include <filesystem>

#include "base/result.h"
#include "hunting/engine/chdb_abi.h"

namespace backstamp::hunting::engine {

// Errors: not_found (no such file), invalid (no libchdb, or lacks a function).
Result<ChdbAbi> load_library(const std::filesystem::path& path);

}  // namespace backstamp::hunting::engine
