#include "casework/database_error.h"

#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/statvfs.h>

#include <array>

#include "base/text.h"

namespace backstamp::casework {
namespace {

using Retry = Failure::Retry;

struct Meaning {
  std::string_view state;  // the beginning of an SQLSTATE
  Fault fault;
  Retry retry;
  std::string_view advice;
};

// PostgreSQL 15, appendix A. The first that fits counts.
constexpr std::array postgresql_meanings = {
    Meaning{"40001", Fault::unavailable, Retry::contention, ""},
    Meaning{"40P01", Fault::unavailable, Retry::contention, ""},
    Meaning{"08", Fault::unavailable, Retry::lost, ""},
    Meaning{"57P", Fault::unavailable, Retry::lost, ""},
    Meaning{"57014", Fault::timeout, Retry::no, ""},
    Meaning{"55P03", Fault::timeout, Retry::no, ""},
    Meaning{"23", Fault::conflict, Retry::no, ""},
    Meaning{"25006", Fault::unavailable, Retry::no,
            ": this server only reads; give the address of the primary"},
    Meaning{"28", Fault::denied, Retry::no, ": check user and password"},
    Meaning{"42501", Fault::denied, Retry::no, ": grant the user the right to create tables"},
    Meaning{"3D", Fault::not_found, Retry::no, ": create the database"},
    Meaning{"53100", Fault::limit, Retry::no, ": free space on the database server"},
    Meaning{"53300", Fault::unavailable, Retry::lost, ": raise max_connections"},
    Meaning{"53", Fault::limit, Retry::no, ""},
    Meaning{"54", Fault::limit, Retry::no, ""},
    Meaning{"22", Fault::invalid, Retry::no, ""},
    Meaning{"XX001", Fault::corrupt, Retry::no, ": restore a backup"},
    Meaning{"XX002", Fault::corrupt, Retry::no, ": reindex or restore a backup"},
    Meaning{"", Fault::unavailable, Retry::no, ""},
};

// The message without the lines that repeat stored values (DETAIL) or the statement (LINE).
std::string one_line(std::string_view text) {
  std::string joined;
  while (!text.empty()) {
    const std::string_view line = trim(text.substr(0, text.find('\n')));
    if (line.starts_with("DETAIL:") || line.starts_with("LINE ")) break;
    if (!line.empty()) joined.append(joined.empty() ? "" : " ").append(line);
    const std::size_t end = text.find('\n');
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  return Text::lossy(joined).cut(300).str();
}

Failure postgresql_failure(const std::string& state, const std::string& what,
                           const DatabaseUrl& url) {
  for (const Meaning& meaning : postgresql_meanings) {
    if (!state.starts_with(meaning.state)) continue;
    const std::string text =
        "case store " + url.shown + ": " + one_line(what) + std::string(meaning.advice);
    return {Error{meaning.fault, text}, meaning.retry};
  }
  return {Error{Fault::unavailable, one_line(what)}, Retry::no};
}

bool disk_full(const std::filesystem::path& path) {
  struct statvfs status{};
  const std::string folder = path.parent_path().string();
  return ::statvfs(folder.c_str(), &status) == 0 && status.f_bavail == 0;
}

std::pair<Fault, std::string_view> sqlite_meaning(int code, const DatabaseUrl& url) {
  switch (code & 0xff) {
    case SQLITE_FULL: return {Fault::limit, "no space is left: free space on its file system"};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return {Fault::corrupt, "the file is damaged: restore a backup"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {Fault::timeout, "another process keeps it locked: stop that process"};
    case SQLITE_CONSTRAINT: return {Fault::conflict, "a row contradicts another"};
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_READONLY: return {Fault::denied, "cannot be written: check owner and mode"};
    case SQLITE_CANTOPEN: return {Fault::denied, "cannot be opened: check folder, owner and mode"};
    case SQLITE_TOOBIG: return {Fault::limit, "a value is too large"};
    case SQLITE_IOERR:
      if (disk_full(url.path)) return {Fault::limit, "no space is left: free space on its disk"};
      return {Fault::unavailable, "reading or writing failed: check its disk"};
    default: return {Fault::unavailable, ""};
  }
}

Failure sqlite_failure(int code, const std::string& what, const DatabaseUrl& url) {
  const auto [fault, meaning] = sqlite_meaning(code, url);
  std::string text = "case store " + url.shown + ": ";
  if (!meaning.empty()) text += std::string(meaning) + " (";
  text += one_line(what);
  if (!meaning.empty()) text += ')';
  return {Error{fault, text}, Retry::no};
}

// libpq repeats a URL it cannot read, password and all.
std::string hidden(std::string what, const DatabaseUrl& url) {
  for (std::size_t at = what.find("://"); at != what.npos; at = what.find("://")) {
    what = what.substr(0, at) + "...";
  }
  const std::size_t user = url.connect.find("://");
  const std::size_t host = url.connect.find('@');
  if (!url.postgresql || host == url.connect.npos) return what;
  const std::string secret = url.connect.substr(user + 3, host - user - 3);
  const std::string password = secret.substr(std::min(secret.find(':'), secret.size() - 1) + 1);
  for (std::size_t at = what.find(password); !password.empty() && at != what.npos;
       at = what.find(password)) {
    what.replace(at, password.size(), "...");
  }
  return what;
}

// libpq gives no SQLSTATE for a connection that did not come about.
std::string refusal_state(const std::string& what) {
  const auto says = [&](std::string_view words) { return what.find(words) != what.npos; };
  if (says("authentication failed") || says("no password supplied") || says("pg_hba.conf") ||
      says("role \"")) {
    return "28000";
  }
  if (says("database \"") && says("does not exist")) return "3D000";
  return "08000";
}

}  // namespace

Failure failure_of(const std::exception& thrown, const DatabaseUrl& url, bool connected) {
  const auto* of_soci = dynamic_cast<const soci::soci_error*>(&thrown);
  const std::string what =
      hidden(of_soci != nullptr ? of_soci->get_error_message() : thrown.what(), url);
  if (const auto* of_sqlite = dynamic_cast<const soci::sqlite3_soci_error*>(&thrown)) {
    return sqlite_failure(of_sqlite->result(), what, url);
  }
  std::string state;
  if (const auto* of_pq = dynamic_cast<const soci::postgresql_soci_error*>(&thrown)) {
    state = of_pq->sqlstate();
  }
  if (!connected && !state.starts_with("57P")) state = refusal_state(what);
  return postgresql_failure(state, what, url);
}

}  // namespace backstamp::casework
