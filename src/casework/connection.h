// One connection to the case store's database: its transactions, its prepared statements, and the
// failure that ended the present transaction. For one thread at a time.
#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "casework/database_url.h"

namespace soci {
class session;
}

namespace backstamp::casework {

struct Prepared;  // statement.cpp

// What went wrong in the database, and whether the whole transaction may be tried again.
struct Failure {
  enum class Retry { no, contention, lost };
  Error error;
  Retry retry = Retry::no;
};

enum class Transaction {
  reading,        // one state, never waits for writers
  writing,        // serializable
  writing_alone,  // as writing, and nobody else writes meanwhile: cannot fail by contention
};

class Connection {
 public:
  // SQLite: makes the file (mode 0600) and its folder. Errors: unavailable, denied, corrupt, ...
  static Result<std::unique_ptr<Connection>> open(const DatabaseUrl& url);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  soci::session& sql() { return *sql_; }
  const DatabaseUrl& url() const { return url_; }
  bool postgresql() const { return url_.postgresql; }

  Result<void> begin(Transaction transaction);
  Result<void> commit();
  void roll_back();  // errors are of no consequence: the connection is given up then

  // The first failure since begin(): nothing of this transaction may be committed after it.
  const std::optional<Failure>& failure() const { return failure_; }
  // Turns what the driver threw into this transaction's failure and its Error.
  Error failed(const std::exception& thrown);
  // False after the server went away; the connection is of no use then.
  bool usable();

  // PostgreSQL, in a writing transaction: its id, for asking about its fate after a lost commit.
  const std::string& transaction_id() const { return transaction_id_; }
  // "committed", "aborted", "in progress", or empty when the server has forgotten it.
  Result<std::string> fate_of(const std::string& transaction_id);

  // Runs one statement that is not worth preparing.
  Result<void> run(const std::string& statement);

  std::unordered_map<std::string, std::unique_ptr<Prepared>>& prepared() { return prepared_; }

 private:
  Connection(DatabaseUrl url, std::unique_ptr<soci::session> sql);
  Result<void> set_up();
  Result<void> set_up_sqlite();
  Result<void> set_up_postgresql();
  Result<std::string> ask(const std::string& question);

  DatabaseUrl url_;
  std::unique_ptr<soci::session> sql_;
  std::unordered_map<std::string, std::unique_ptr<Prepared>> prepared_;
  std::optional<Failure> failure_;
  std::string transaction_id_;
  bool broken_ = false;
};

}  // namespace backstamp::casework
