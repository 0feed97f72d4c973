// The source text of VBA modules.
#pragma once

#include <string>
#include <string_view>

namespace backstamp::message {

// The text compressed somewhere in a module's stream (MS-OVBA 2.4.1); it is found by how every
// module begins, so that the project's own directory need not be believed. Empty when there is
// none. At most `bytes_max` bytes.
std::string vba_source(std::string_view stream, std::size_t bytes_max);

}  // namespace backstamp::message
