// STIX patterns that say no more than "one of these values".
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace backstamp::verdict {

struct StixValue {
  std::string_view kind;  // of an indicator
  std::string value;

  bool operator==(const StixValue&) const = default;
};

struct StixValues {
  std::vector<StixValue> values;
  std::uint64_t unused = 0;  // of properties that we have no kind for, such as MD5 sums
};

// The values of a pattern of equalities joined by OR, each of which alone makes it match (IN lists
// such values). Otherwise the reason, a literal: a pattern that asks for more than one thing at
// once, or for more than equality, is refused as a whole, for half of it would match too much.
std::expected<StixValues, std::string_view> stix_values(std::string_view pattern);

}  // namespace backstamp::verdict
