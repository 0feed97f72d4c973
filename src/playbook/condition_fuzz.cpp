// Whatever comes in as a condition is read or refused; what was read can be evaluated.
#include <cstddef>
#include <cstdint>

#include "playbook/condition.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using backstamp::playbook::Condition;
  static const backstamp::playbook::Variables variables = {
      {"__s__", {.type = "string", .value = "some 100% text"}},
      {"__i__", {.type = "integer", .value = "12"}},
      {"__b__", {.type = "bool", .value = "true"}},
      {"__u__", {.type = "float", .value = ""}}};
  const std::string text(data, data + size);
  const auto condition = Condition::parse(text, variables);
  if (condition) (void)condition->holds(variables);
  return 0;
}
