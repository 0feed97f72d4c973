// Any bytes are a Sieve script, or an error that names its line; findings are short.
#include <cstddef>
#include <cstdint>

#include "platform/sieve_rules.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace backstamp;
  const Text own[] = {Text::trusted("example.test")};
  const std::string_view script(reinterpret_cast<const char*>(data), size);
  for (const platform::SieveFinding& finding : platform::judge_sieve(script, own)) {
    if (finding.detail.size() > 600 || finding.target.size() > 600) __builtin_trap();
  }
  return 0;
}
