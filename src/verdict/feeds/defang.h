// Values that were written so that nobody clicks them, as they were meant.
#pragma once

#include <string>
#include <string_view>

namespace backstamp::verdict {

// hxxp:// and hXXps:// are http, [.] (.) {.} [dot] (dot) a dot, [:] [://] [/] and [@] [at] (at)
// what they enclose. Otherwise the same.
std::string refanged(std::string_view value);

}  // namespace backstamp::verdict
