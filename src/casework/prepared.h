// A statement prepared on one connection, with the cells its values pass through. SOCI binds
// addresses, so cells stay where they are.
#pragma once

#include <soci/soci.h>

#include <string>
#include <vector>

namespace backstamp::casework {

struct Cell {
  std::string text;
  long long number = 0;
  soci::indicator state = soci::i_ok;
};

struct Prepared {
  explicit Prepared(soci::session& sql) : statement(sql) {}
  std::vector<Cell> in, out;
  std::vector<bool> in_is_text;
  soci::statement statement;  // gone before its cells
};

}  // namespace backstamp::casework
