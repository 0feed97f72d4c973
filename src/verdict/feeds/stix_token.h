// The words of a STIX pattern.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace backstamp::verdict {

struct StixToken {
  enum class Kind {
    word,     // a keyword, a step of an object path, a number
    text,     // in quotes, without them and their escapes
    literal,  // in quotes with a letter before: a time, bytes
    mark,     // brackets, operators, . : , *
    end,
  };
  Kind kind = Kind::end;
  std::string text;

  bool is(Kind wanted, std::string_view written) const { return kind == wanted && text == written; }
  bool operator==(const StixToken&) const = default;
};

constexpr std::size_t stix_pattern_bytes_max = 64 * 1024;

// All of the pattern's tokens, the last of them the end. Otherwise the reason, a literal.
std::expected<std::vector<StixToken>, std::string_view> stix_tokens(std::string_view pattern);

}  // namespace backstamp::verdict
