#include "hunting/engine/library.h"

#include <dlfcn.h>

namespace backstamp::hunting::engine {
namespace {

template <class Function>
bool bind(void* library, const char* name, Function*& function) {
  function = reinterpret_cast<Function*>(::dlsym(library, name));
  return function != nullptr;
}

}  // namespace

Result<ChdbAbi> load_library(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    return fail(Fault::not_found,
                "no hunting engine library at " + path.string() + "; scripts/setup fetches it");
  }
  void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    return fail(Fault::invalid, "cannot load " + path.string() + ": " + ::dlerror());
  }
  ChdbAbi abi{};
  const bool whole =
      bind(library, "chdb_connect", abi.connect) &&
      bind(library, "chdb_close_conn", abi.close_conn) &&
      bind(library, "chdb_query_with_params_n", abi.query_with_params_n) &&
      bind(library, "chdb_stream_query_with_params_n", abi.stream_query_with_params_n) &&
      bind(library, "chdb_stream_fetch_result", abi.stream_fetch_result) &&
      bind(library, "chdb_stream_cancel_query", abi.stream_cancel_query) &&
      bind(library, "chdb_destroy_query_result", abi.destroy_query_result) &&
      bind(library, "chdb_result_buffer", abi.result_buffer) &&
      bind(library, "chdb_result_length", abi.result_length) &&
      bind(library, "chdb_result_error", abi.result_error) &&
      bind(library, "chdb_result_rows_read", abi.result_rows_read) &&
      bind(library, "chdb_result_storage_rows_read", abi.result_storage_rows_read) &&
      bind(library, "chdb_result_storage_bytes_read", abi.result_storage_bytes_read) &&
      bind(library, "chdb_result_rows_written", abi.result_rows_written) &&
      bind(library, "chdb_result_bytes_written", abi.result_bytes_written) &&
      bind(library, "chdb_set_signal_handlers_enabled", abi.set_signal_handlers_enabled);
  if (!whole) {
    return fail(Fault::invalid,
                path.string() + " is not libchdb 26.5.3: it lacks a function; run scripts/setup");
  }
  abi.set_signal_handlers_enabled(0);  // signals are the program's own affair
  return abi;
}

}  // namespace backstamp::hunting::engine
