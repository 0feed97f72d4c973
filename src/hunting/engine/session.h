// One connection to the library, for one request: settings end with it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hunting/engine/chdb_abi.h"
#include "hunting/engine/exception.h"
#include "hunting/engine/query.h"

namespace backstamp::hunting::engine {

class Session {
 public:
  // `arguments` as for the program clickhouse-local: --path=..., --config-file=...
  Session(const ChdbAbi& abi, const std::vector<std::string>& arguments);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  bool open() const { return connection_ != nullptr; }

  // Gets the result piece by piece; false to cancel the rest.
  using Take = std::function<bool(std::string_view)>;

  // Runs one statement that has rows. Memory is bounded: a piece at a time.
  std::expected<Statistics, Exception> stream(const Query& query, const Take& take);
  // Runs any statement; its output, if it has one, comes as a whole.
  std::expected<Statistics, Exception> run(std::string_view sql, const std::string& format,
                                           const http::Parameters& parameters, const Take& take);

 private:
  struct Bound;
  std::expected<Statistics, Exception> fetch_all(ChdbResult* stream, const Take& take);

  const ChdbAbi& abi_;
  ChdbConnection* connection_ = nullptr;
};

}  // namespace backstamp::hunting::engine
