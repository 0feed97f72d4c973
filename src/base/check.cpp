#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace backstamp {

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "backstamp: broken invariant: %s (%s:%d)\n", condition, file, line);
  std::abort();
}

}  // namespace backstamp
