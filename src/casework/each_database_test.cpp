#include "casework/each_database.h"

#include <soci/soci.h>

namespace backstamp::casework {

void TestDatabase::run_sql(const std::string& url, const std::string& statement) {
  const bool sqlite = url.starts_with("sqlite://");
  soci::session sql(sqlite ? "sqlite3" : "postgresql", sqlite ? url.substr(9) : url);
  sql << statement;
}

}  // namespace backstamp::casework
