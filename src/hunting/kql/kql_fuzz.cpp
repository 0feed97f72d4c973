// Any text compiles or is refused with a place in it, and what is compiled has passed the guard.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "hunting/kql/compile.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace kql = backstamp::hunting::kql;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  kql::CompileSettings settings;
  // As rows might answer: keys with the kinds of their values, one of them odd.
  settings.look = [](const std::string&) -> kql::Checked<kql::LookedUp> {
    return kql::LookedUp{{"Subject", "s"}, {"b\"']", "id"}};
  };
  const auto compiled = kql::compile(text, settings);
  if (compiled) {
    if (compiled->columns.empty() || !compiled->sql.starts_with("SELECT ")) std::abort();
  } else {
    // The guard speaks only where the compiler wrote what it must not.
    if (compiled.error().message.contains("safe SQL")) std::abort();
    if (compiled.error().place.line < 1 || compiled.error().place.column < 1) std::abort();
  }
  return 0;
}
