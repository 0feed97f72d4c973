// Where the case store lies.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace backstamp::casework {

struct DatabaseUrl {
  bool postgresql = false;
  std::filesystem::path path;  // of the SQLite file
  std::string connect;         // what the driver is given; holds the password
  std::string shown;           // for errors and logs: the path, or the URL without password
};

// "sqlite:///path/cases.db", the path as it stands (no %-escapes), or "postgresql://..." as libpq
// takes it. Error: invalid; its text does not hold the password.
Result<DatabaseUrl> database_url(std::string_view url);

}  // namespace backstamp::casework
