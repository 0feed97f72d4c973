// Text of format=flowed with delsp=yes (RFC 3676): its lines are broken anywhere, URLs included.
#pragma once

#include <string>
#include <string_view>

namespace backstamp::message {

// Lines that go on in the next one of the same quote depth are joined with it, without the blank
// that says so. Never longer than `text`.
std::string joined_lines(std::string_view text);

}  // namespace backstamp::message
