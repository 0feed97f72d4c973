// Rules of others: they compile or are named as broken, and a scan ends at its deadline.
#include <cstdint>

#include "base/check.h"
#include "verdict/engines/yara_rules.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace backstamp;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::vector<verdict::RuleFile> files = {{"fuzz.yar", text},
                                                {"good.yar", "rule G { condition: true }"}};
  const auto rules = verdict::YaraRules::compile(files);
  CHECK(rules.files() + rules.left_out().size() >= 1);
  for (const std::string& line : rules.left_out()) CHECK(Text::parse(line));
  const auto matches = rules.scan("MZ some bytes of a message: evil", deadline_in(Duration(200)));
  if (matches) CHECK(matches->size() <= 100);
  return 0;
}
