// Any text is a rule whose question compiles or is refused with a reason, or is no rule.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "hunting/kql/compile.h"
#include "hunting/sigma/sigma.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace backstamp::hunting;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto rule = sigma::read_rule(text);
  if (!rule) return 0;
  const auto compiled = kql::compile(sigma::query_of(*rule, 30, 100), {});
  // Only the texts of regular expressions may be wrong; never the query around them.
  if (!compiled && compiled.error().message.contains("safe SQL")) std::abort();
  return 0;
}
