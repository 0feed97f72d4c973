// What is given on the command line to be read: a file, or - for standard input.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "base/text.h"

namespace backstamp::cli {

// Errors: those of read_file(); limit when standard input is larger than `bytes_max`.
Result<Bytes> read_input(const std::string& file, std::uint64_t bytes_max);

}  // namespace backstamp::cli
