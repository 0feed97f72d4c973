// Any text has a kind, and its places lie within it.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "hunting/engine/statement.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using backstamp::hunting::engine::Statement;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Statement found = backstamp::hunting::engine::scan_statement(text);
  if (found.kind != Statement::Kind::insert_data) return 0;
  if (found.clause_at > found.format_at || found.format_at > found.data_at) std::abort();
  if (found.data_at > size) std::abort();
  return 0;
}
