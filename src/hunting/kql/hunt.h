// Runs a compiled query on the hunting store, within bounds.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/time.h"
#include "hunting/client.h"
#include "hunting/kql/compile.h"

namespace backstamp::hunting::kql {

struct HuntBounds {
  std::int64_t rows_max = 10'000;                              // more rows are cut off, and said so
  Duration time_max{60'000};                                   // the engine stops by itself
  std::uint64_t memory_bytes_max = 2ull * 1024 * 1024 * 1024;  // of this query
  std::uint64_t answer_bytes_max = 64ull * 1024 * 1024;
};

// nullopt is null. Texts as the language prints them: true, 1.5, 2026-01-02T03:04:05.0000000Z,
// 1.02:03:04, and JSON for a dynamic.
using Cell = std::optional<std::string>;

struct HuntAnswer {
  std::vector<std::vector<Cell>> rows;
  bool cut_off = false;  // there are more than rows_max rows
};

// Errors: timeout, limit (memory, size), unavailable, cancelled; invalid when the engine refuses
// the SQL, which is a defect of the compiler.
// How compile() looks at rows; the client and the token must outlive the compilation.
Look look_at(const Client& client, const HuntBounds& bounds, std::stop_token stop = {});

// `stop` ends the query in the engine (cancelled).
Result<HuntAnswer> run(const Client& client, const Compiled& compiled, const HuntBounds& bounds,
                       std::stop_token stop = {});

// All rows one by one, however many: compiled with rows_unbounded, which is also what the bounds
// then say of rows and bytes. The error of `take` ends the query. Errors as run().
inline constexpr std::int64_t rows_unbounded = std::int64_t{1} << 60;
Result<void> stream(const Client& client, const Compiled& compiled, const HuntBounds& bounds,
                    const std::function<Result<void>(const std::vector<Cell>&)>& take,
                    std::stop_token stop = {});

// The engine's text of a value as the language prints it.
Cell cell_of(Type type, std::optional<std::string> engine_text);

}  // namespace backstamp::hunting::kql
