// Bounded reading of large JSON: the objects at certain places, one at a time, so that a feed need
// not stand in memory as a whole.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace backstamp::verdict {

struct JsonMember;

struct JsonValue {
  enum class Kind { nothing, truth, number, text, array, object };

  Kind kind = Kind::nothing;
  std::string text;  // of a text; of a number its digits as written; "true" or "false"
  std::vector<JsonValue> items;
  std::vector<JsonMember> members;

  // The member of that name, the last where there are several; a nothing where there is none.
  const JsonValue& at(std::string_view name) const;
  // Empty for what is no text.
  std::string_view as_text() const;
};

struct JsonMember {
  std::string name;
  JsonValue value;
};

constexpr std::size_t json_depth_max = 64;
constexpr std::size_t json_values_max = 2'000'000;  // in one object that is handed on

struct JsonOutline {
  JsonValue::Kind root = JsonValue::Kind::nothing;
  std::vector<std::string> keys;  // of the root object, at most 64

  bool has(std::string_view key) const;
};

// Called with the number of the place in `places` and the object there.
using TakeElement = std::function<Result<void>(std::size_t place, const JsonValue& element)>;

// A place is the way to an object: keys and "[]" with '/' before each: "/objects/[]". What stands
// elsewhere is read and dropped. Errors: invalid for what is no JSON (with the byte where it ends
// to be), limit beyond the bounds above, and what `take` returns.
Result<JsonOutline> each_json_element(std::string_view bytes,
                                      std::span<const std::string_view> places,
                                      const TakeElement& take);

}  // namespace backstamp::verdict
