#include "casework/connection.h"

#include <fcntl.h>
#include <soci/soci.h>

#include <cerrno>

#include "base/file.h"
#include "base/log.h"
#include "casework/database_error.h"
#include "casework/prepared.h"

namespace backstamp::casework {
namespace {

// SQLite makes its -wal and -shm files with the mode of this one.
Result<void> make_file(const std::filesystem::path& path) {
  TRY_IN("case store", make_folder(path.parent_path()));
  const Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (fd.open()) return sync_folder(path.parent_path());
  if (errno == EEXIST) return {};
  return std::unexpected(errno_error("case store: cannot create " + path.string(), errno));
}

}  // namespace

Connection::Connection(DatabaseUrl url, std::unique_ptr<soci::session> sql)
    : url_(std::move(url)), sql_(std::move(sql)) {}

Connection::~Connection() {
  prepared_.clear();  // before the session they belong to
}

Result<std::unique_ptr<Connection>> Connection::open(const DatabaseUrl& url) {
  if (!url.postgresql) TRY(make_file(url.path));
  try {
    auto sql =
        std::make_unique<soci::session>(url.postgresql ? "postgresql" : "sqlite3", url.connect);
    std::unique_ptr<Connection> connection(new Connection(url, std::move(sql)));
    TRY(connection->set_up());
    return connection;
  } catch (const std::exception& thrown) {
    return std::unexpected(failure_of(thrown, url, /*connected=*/!url.postgresql).error);
  }
}

Result<void> Connection::set_up() { return postgresql() ? set_up_postgresql() : set_up_sqlite(); }

Result<void> Connection::set_up_sqlite() {
  TRY(run("pragma busy_timeout = 30000"));
  const std::string mode = TRY(ask("pragma journal_mode = wal"));
  if (mode != "wal") {
    return fail(Fault::invalid, "case store " + url_.shown +
                                    ": its file system cannot share memory between processes, "
                                    "which SQLite's WAL needs: put it on a local disk");
  }
  TRY(run("pragma synchronous = full"));
  return run("pragma foreign_keys = on");
}

Result<void> Connection::set_up_postgresql() {
  // Table scans would make every concurrent writer a conflict under serializable isolation.
  TRY(
      run("set client_min_messages = warning; set client_encoding = 'UTF8'; "
          "set enable_seqscan = off"));
  const std::string settings =
      TRY(ask("select current_setting('synchronous_commit') || ' ' || "
              "current_setting('server_encoding')"));
  if (settings.starts_with("off ")) TRY(run("set synchronous_commit = on"));
  if (settings.ends_with(" UTF8")) return {};
  return fail(Fault::invalid, "case store " + url_.shown +
                                  ": the database is not UTF8; create it with encoding UTF8");
}

Result<void> Connection::run(const std::string& statement) {
  try {
    *sql_ << statement;
    return {};
  } catch (const std::exception& thrown) {
    return std::unexpected(failed(thrown));
  }
}

Result<std::string> Connection::ask(const std::string& question) {
  try {
    std::string answer;
    soci::indicator state = soci::i_ok;
    *sql_ << question, soci::into(answer, state);
    return state == soci::i_ok ? answer : std::string();
  } catch (const std::exception& thrown) {
    return std::unexpected(failed(thrown));
  }
}

Result<void> Connection::begin(Transaction transaction) {
  failure_.reset();
  transaction_id_.clear();
  const bool writing = transaction != Transaction::reading;
  if (!postgresql()) return run(writing ? "begin immediate" : "begin");
  if (!writing) return run("begin isolation level repeatable read, read only");
  // The lock comes before the snapshot: who writes alone sees all that was committed before.
  const std::string mode = transaction == Transaction::writing ? "row share" : "exclusive";
  transaction_id_ = TRY(ask("begin isolation level serializable; lock table schema_version in " +
                            mode + " mode; select cast(pg_current_xact_id() as text)"));
  return {};
}

Result<void> Connection::commit() { return run("commit"); }

void Connection::roll_back() {
  if (!usable()) return;
  try {
    *sql_ << "rollback";
  } catch (const std::exception&) {
    // SQLite has rolled back by itself after some errors, and says so. A connection that really
    // is still inside a transaction fails at the next begin.
  }
}

Error Connection::failed(const std::exception& thrown) {
  Failure failure = failure_of(thrown, url_, usable());
  if (failure.retry == Failure::Retry::lost) broken_ = true;
  if (!failure_) failure_ = failure;
  return failure.error;
}

bool Connection::usable() { return !broken_ && (!postgresql() || sql_->is_connected()); }

Result<std::string> Connection::fate_of(const std::string& transaction_id) {
  failure_.reset();
  return ask("select pg_xact_status(cast('" + transaction_id + "' as xid8))");
}

}  // namespace backstamp::casework
