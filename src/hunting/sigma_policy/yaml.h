// YAML as Sigma uses it, into a small tree. Bounded; anchors and aliases are refused.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace backstamp::hunting::sigma_policy {

struct Yaml {
  enum class Kind { nothing, text, list, map };
  Kind kind = Kind::nothing;
  std::string text;  // of a text; numbers and truth values as written
  std::vector<Yaml> items;
  std::vector<std::pair<std::string, Yaml>> members;  // in order; each key once

  const Yaml* find(std::string_view key) const;  // nullptr where there is none
  std::string text_at(std::string_view key) const;
};

// The first document of the text, at most 256 KiB, 32 deep, 10,000 nodes. Errors: invalid, with the
// line; limit.
Result<Yaml> read_yaml(std::string_view text);

}  // namespace backstamp::hunting::sigma_policy
