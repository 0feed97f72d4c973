// Whatever comes in as a playbook is read or refused; what was read can be validated.
#include <cstddef>
#include <cstdint>

#include "playbook/document.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string json(data, data + size);
  const auto document = backstamp::playbook::parse(json);
  if (document) backstamp::playbook::validate(*document);
  return 0;
}
