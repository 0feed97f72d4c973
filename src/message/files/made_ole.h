// Compound files made for tests.
#pragma once

#include <string>
#include <vector>

namespace backstamp::message {

struct MadeStream {
  std::string name;       // ASCII
  std::string bytes;      // of a stream
  std::string storage{};  // the storage it lies in, made where it is first named; empty: the root
};

std::string make_ole(const std::vector<MadeStream>& streams);

// Each character with a NUL behind it.
std::string wide(const std::string& ascii);
// `value` in `width` bytes, lowest first.
std::string number(unsigned long long value, int width);

}  // namespace backstamp::message
