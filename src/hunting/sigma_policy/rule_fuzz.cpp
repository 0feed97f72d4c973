// Any bytes as a Sigma rule; what it becomes must be KQL that the compiler takes or refuses in
// peace.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "hunting/kql/compile.h"
#include "hunting/sigma_policy/rule.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace backstamp::hunting;
  const auto rule = sigma::read_rule(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!rule) return 0;
  const auto kql = sigma::to_kql(*rule, sigma::built_in_sources());
  if (kql) (void)kql::compile(kql->query(), {});
  return 0;
}
