// ClickHouse's exceptions as its HTTP interface shows them.
#pragma once

#include <string>
#include <string_view>

#include "http/message.h"

namespace backstamp::hunting::engine {

// code: of ClickHouse's ErrorCodes. text: "Code: 60. DB::Exception: ... (UNKNOWN_TABLE)".
struct Exception {
  int code = 0;
  std::string text;
};

namespace code {
inline constexpr int bad_arguments = 36;
inline constexpr int not_implemented = 48;
inline constexpr int syntax_error = 62;
inline constexpr int too_many_simultaneous_queries = 202;
inline constexpr int into_outfile_not_allowed = 358;
inline constexpr int query_was_cancelled = 394;
inline constexpr int std_exception = 1001;
}  // namespace code

// An exception of ours in the same form.
Exception make_exception(int code, std::string_view what, std::string_view name);

// What the library reports: "Code: 115. DB::Exception: Code: 115. DB::Exception: ... (NAME)
// (version 26.5.1.1). (NAME)" is freed of the inner layer.
Exception read_exception(std::string_view error);

// As src/Server/HTTP/exceptionCodeToHTTPStatus.cpp of ClickHouse maps codes; 202 gives 503.
int http_status_of(int code);

}  // namespace backstamp::hunting::engine
