#include <cstdio>

#include "cli/commands.h"

namespace backstamp::cli {

int complain(const Error& error) {
  std::fprintf(stderr, "backstamp: %s\n", error.what.c_str());
  return 2;
}

}  // namespace backstamp::cli
