#include "casework/each_database.h"

#include <soci/soci.h>

namespace backstamp::casework {

void TestDatabase::run(const std::string& statement) {
  const bool sqlite = !folder_.empty();
  if (!sql_) {
    sql_ = std::make_shared<soci::session>(sqlite ? "sqlite3" : "postgresql",
                                           sqlite ? path().string() : url_);
  }
  *sql_ << statement;
}

}  // namespace backstamp::casework
