// The C interface of libchdb.so 26.5.3 as far as the engine uses it. The npm package carries no
// header: signatures follow the library's public documentation and were checked by use.
#pragma once

#include <cstddef>
#include <cstdint>

namespace backstamp::hunting::engine {

struct ChdbResult;              // made by a query, destroyed by chdb_destroy_query_result
using ChdbConnection = void*;   // one session: settings and current database are its own
using ChdbBytes = const char*;  // counted, not ended by NUL

struct ChdbAbi {
  // argv[0] is ignored; "--path=DIR", "--config-file=FILE". Null on failure. All connections of a
  // process share one path; closing the last one shuts the engine down.
  ChdbConnection* (*connect)(int argc, char** argv);
  void (*close_conn)(ChdbConnection* connection);
  ChdbResult* (*query_with_params_n)(ChdbConnection, ChdbBytes sql, std::size_t, ChdbBytes format,
                                     std::size_t, const ChdbBytes* names,
                                     const std::size_t* name_lengths, const ChdbBytes* values,
                                     const std::size_t* value_lengths, std::size_t count);
  // SELECT alone; other statements give an error of code 36 before anything ran.
  ChdbResult* (*stream_query_with_params_n)(ChdbConnection, ChdbBytes sql, std::size_t,
                                            ChdbBytes format, std::size_t, const ChdbBytes* names,
                                            const std::size_t* name_lengths,
                                            const ChdbBytes* values,
                                            const std::size_t* value_lengths, std::size_t count);
  // The next piece; empty at the end. After the last piece of some formats it is the error
  // "No active streaming query" instead.
  ChdbResult* (*stream_fetch_result)(ChdbConnection, ChdbResult* stream);
  void (*stream_cancel_query)(ChdbConnection, ChdbResult* stream);
  void (*destroy_query_result)(ChdbResult*);
  char* (*result_buffer)(ChdbResult*);
  std::size_t (*result_length)(ChdbResult*);
  const char* (*result_error)(ChdbResult*);  // null when there is none
  // Meaningless after an error. "rows" are those of the result, "storage rows" those read.
  std::uint64_t (*result_rows_read)(ChdbResult*);
  std::uint64_t (*result_storage_rows_read)(ChdbResult*);
  std::uint64_t (*result_storage_bytes_read)(ChdbResult*);
  std::uint64_t (*result_rows_written)(ChdbResult*);
  std::uint64_t (*result_bytes_written)(ChdbResult*);
  void (*set_signal_handlers_enabled)(int enabled);
};

}  // namespace backstamp::hunting::engine
