#include "hunting/engine/session.h"

#include <memory>

namespace backstamp::hunting::engine {
namespace {

constexpr std::string_view over = "No active streaming query";
constexpr std::string_view not_streaming = "Streaming query is not supported";

struct Destroy {
  const ChdbAbi* abi;
  void operator()(ChdbResult* result) const { abi->destroy_query_result(result); }
};
using Owned = std::unique_ptr<ChdbResult, Destroy>;

std::string_view error_of(const ChdbAbi& abi, const Owned& result) {
  if (!result) return "Code: 1001. DB::Exception: the library gave no result";
  const char* error = abi.result_error(result.get());
  return error == nullptr ? std::string_view() : std::string_view(error);
}

std::string_view bytes_of(const ChdbAbi& abi, const Owned& result) {
  const std::size_t size = abi.result_length(result.get());
  return size == 0 ? std::string_view() : std::string_view(abi.result_buffer(result.get()), size);
}

void add(Statistics& sum, const ChdbAbi& abi, const Owned& result) {
  sum.rows_read += abi.result_storage_rows_read(result.get());
  sum.bytes_read += abi.result_storage_bytes_read(result.get());
  sum.rows_written += abi.result_rows_written(result.get());
  sum.bytes_written += abi.result_bytes_written(result.get());
  sum.result_rows += abi.result_rows_read(result.get());
}

}  // namespace

// Parameters in the shape the library wants.
struct Session::Bound {
  explicit Bound(const http::Parameters& parameters) {
    for (const auto& [name, value] : parameters) {
      names.push_back(name.data());
      name_lengths.push_back(name.size());
      values.push_back(value.data());
      value_lengths.push_back(value.size());
    }
  }
  std::vector<ChdbBytes> names, values;
  std::vector<std::size_t> name_lengths, value_lengths;
};

Session::Session(const ChdbAbi& abi, const std::vector<std::string>& arguments) : abi_(abi) {
  std::vector<std::string> copies{"backstamp"};
  copies.insert(copies.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& copy : copies) pointers.push_back(copy.data());
  connection_ = abi_.connect(static_cast<int>(pointers.size()), pointers.data());
}

Session::~Session() {
  if (connection_ != nullptr) abi_.close_conn(connection_);
}

std::expected<Statistics, Exception> Session::stream(const Query& query, const Take& take) {
  const Bound bound(query.parameters);
  const Owned stream(
      abi_.stream_query_with_params_n(
          *connection_, query.sql.data(), query.sql.size(), query.default_format.data(),
          query.default_format.size(), bound.names.data(), bound.name_lengths.data(),
          bound.values.data(), bound.value_lengths.data(), bound.names.size()),
      Destroy{&abi_});
  const std::string_view error = error_of(abi_, stream);
  if (error.contains(not_streaming)) {
    return run(query.sql, query.default_format, query.parameters, take);
  }
  if (!error.empty()) return std::unexpected(read_exception(error));
  return fetch_all(stream.get(), take);
}

std::expected<Statistics, Exception> Session::fetch_all(ChdbResult* stream, const Take& take) {
  Statistics sum;
  for (;;) {
    const Owned piece(abi_.stream_fetch_result(*connection_, stream), Destroy{&abi_});
    const std::string_view error = error_of(abi_, piece);
    if (error == over) return sum;
    if (!error.empty()) return std::unexpected(read_exception(error));
    const std::string_view bytes = bytes_of(abi_, piece);
    if (bytes.empty()) return sum;
    add(sum, abi_, piece);
    if (take(bytes)) continue;
    abi_.stream_cancel_query(*connection_, stream);
    return std::unexpected(
        make_exception(code::query_was_cancelled, "Query was cancelled.", "QUERY_WAS_CANCELLED"));
  }
}

std::expected<Statistics, Exception> Session::run(std::string_view sql, const std::string& format,
                                                  const http::Parameters& parameters,
                                                  const Take& take) {
  const Bound bound(parameters);
  const Owned result(
      abi_.query_with_params_n(*connection_, sql.data(), sql.size(), format.data(), format.size(),
                               bound.names.data(), bound.name_lengths.data(), bound.values.data(),
                               bound.value_lengths.data(), bound.names.size()),
      Destroy{&abi_});
  const std::string_view error = error_of(abi_, result);
  if (!error.empty()) return std::unexpected(read_exception(error));
  Statistics sum;
  add(sum, abi_, result);
  const std::string_view bytes = bytes_of(abi_, result);
  if (!bytes.empty()) take(bytes);
  return sum;
}

}  // namespace backstamp::hunting::engine
