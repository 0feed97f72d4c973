// The process `backstamp engine`: ClickHouse's embedded library behind ClickHouse's HTTP
// interface. Its users know only that interface, so a ClickHouse server can stand in its place.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "http/endpoint.h"

namespace backstamp::hunting::engine {

struct EngineSettings {
  std::filesystem::path data;     // the engine's own folder
  std::filesystem::path library;  // libchdb.so
  http::Endpoint listen;
  std::uint64_t memory_bytes_max = 4ull * 1024 * 1024 * 1024;  // of the whole process's queries
  unsigned queries_max =
      16;  // at once; more wait, then 503 with code 202 (TOO_MANY_SIMULTANEOUS_QUERIES)
};

// Runs until stop is requested. Errors: not_found (no library), conflict (folder in use),
// corrupt (the library cannot open its data).
Result<void> run(const EngineSettings& settings, std::stop_token stop);

}  // namespace backstamp::hunting::engine
