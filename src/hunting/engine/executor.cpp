#include "hunting/engine/executor.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "base/uuid.h"
#include "hunting/engine/durability.h"

namespace backstamp::hunting::engine {
namespace {

constexpr Duration turn_ms_max{5'000};
constexpr Duration look_for_stop_ms{50};
constexpr Duration stopping_ms_max{5'000};

const Session::Take ignore = [](std::string_view) { return true; };

std::string in_quotes(std::string_view text, char quote) {
  std::string result(1, quote);
  for (const char c : text) {
    if (c == quote || c == '\\') result += '\\';
    result += c;
  }
  return result + quote;
}

// What comes before the statement in its session: where it stands, its settings, the tag that
// finds it for KILL QUERY. One SET, with readonly last, for readonly forbids every later one.
std::string preamble_of(const Query& query, const std::string& tag) {
  std::string comment = tag;
  std::string read_only = "0";
  // As ClickHouse's server has them; the library's own defaults are those of clickhouse-local.
  std::string set = "SET implicit_select = '0', allow_introspection_functions = '0'";
  for (const auto& [name, value] : query.settings) {
    if (name == "readonly") {
      read_only = value;
    } else if (name == "log_comment") {
      comment += ' ' + value;
    } else {
      set += ", " + name + " = " + in_quotes(value, '\'');
    }
  }
  if (query.read_only && read_only == "0") read_only = "2";
  set +=
      ", log_comment = " + in_quotes(comment, '\'') + ", readonly = " + in_quotes(read_only, '\'');
  return query.database.empty() ? set : "USE " + in_quotes(query.database, '`') + "; " + set;
}

std::expected<void, Exception> refuse(const Statement& statement) {
  if (statement.several) {
    return std::unexpected(make_exception(
        code::syntax_error, "Syntax error (Multi-statements are not allowed).", "SYNTAX_ERROR"));
  }
  if (statement.client_file) {
    return std::unexpected(make_exception(code::into_outfile_not_allowed,
                                          "INTO OUTFILE and FROM INFILE are not allowed",
                                          "INTO_OUTFILE_NOT_ALLOWED"));
  }
  if (statement.kill_sync) {
    return std::unexpected(make_exception(
        code::not_implemented, "KILL ... SYNC hangs this engine: use ASYNC", "NOT_IMPLEMENTED"));
  }
  return {};
}

Result<Fd> memory_file(std::string_view bytes) {
  Fd fd(::memfd_create("insert", MFD_CLOEXEC));
  if (!fd.open()) return std::unexpected(errno_error("cannot hold an INSERT's data", errno));
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(fd.get(), bytes.data(), bytes.size());
    if (wrote < 0) return std::unexpected(errno_error("cannot hold an INSERT's data", errno));
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return fd;
}

// The library takes an INSERT's data from its text only up to the first empty line, and runs what
// stands behind it as further statements. So the data is given as a file of its own.
std::expected<Statistics, Exception> insert(Session& session, const Query& query,
                                            const Statement& statement) {
  const std::string_view sql = query.sql;
  const auto data = memory_file(sql.substr(statement.data_at));
  if (!data) {
    return std::unexpected(make_exception(code::std_exception, data.error().what, "STD_EXCEPTION"));
  }
  const std::string text =
      std::string(sql.substr(0, statement.clause_at)) + " FROM INFILE '/proc/self/fd/" +
      std::to_string(data->get()) + "' COMPRESSION 'none' " +
      std::string(sql.substr(statement.clause_at, statement.format_at - statement.clause_at)) +
      " FORMAT " + statement.format;
  return session.run(text, query.default_format, query.parameters, ignore);
}

}  // namespace

Result<std::unique_ptr<Executor>> Executor::open(const ChdbAbi& abi, std::filesystem::path path,
                                                 const std::filesystem::path& configuration,
                                                 unsigned queries_max) {
  auto executor =
      std::unique_ptr<Executor>(new Executor(abi, std::move(path), configuration, queries_max));
  if (!executor->control_.open()) {
    return fail(Fault::corrupt, "the hunting engine cannot open its data in " +
                                    executor->path_.string() +
                                    "; restore that folder, or move it away to begin anew");
  }
  const auto answered =
      executor->control_.run("SELECT version()", "TabSeparated", {}, [&](std::string_view bytes) {
        executor->version_ = std::string(trim(bytes));
        return true;
      });
  if (!answered) return fail(Fault::corrupt, answered.error().text);
  return executor;
}

Executor::Executor(const ChdbAbi& abi, std::filesystem::path path,
                   const std::filesystem::path& configuration, unsigned queries_max)
    : abi_(abi),
      path_(std::move(path)),
      arguments_{"--path=" + path_.string(), "--config-file=" + configuration.string()},
      control_(abi_, arguments_),
      room_(queries_max),
      canceller_([this](const std::string& tag) { kill(tag); }) {}

std::expected<void, Exception> Executor::admit(const std::stop_token& stop) {
  const Deadline deadline = deadline_in(turn_ms_max);
  while (!room_.try_acquire_for(look_for_stop_ms)) {
    if (stop.stop_requested() || std::chrono::steady_clock::now() >= deadline) {
      return std::unexpected(make_exception(code::too_many_simultaneous_queries,
                                            "Too many simultaneous queries. Try again later.",
                                            "TOO_MANY_SIMULTANEOUS_QUERIES"));
    }
  }
  return {};
}

std::expected<Statistics, Exception> Executor::execute(const Query& query,
                                                       const Statement& statement,
                                                       const std::stop_token& stop,
                                                       const Session::Take& take) {
  if (auto allowed = refuse(statement); !allowed) return std::unexpected(allowed.error());
  if (auto admitted = admit(stop); !admitted) return std::unexpected(admitted.error());
  const std::string tag = "backstamp-" + Uuid::random().text();
  std::expected<Statistics, Exception> result;
  {
    const bool has_rows = statement.kind == Statement::Kind::select;
    const std::stop_callback on_stop(stop, [&] {
      if (!has_rows && !stopping_) return;  // ClickHouse finishes what a gone client began to write
      canceller_.cancel(tag, has_rows ? Deadline() : deadline_in(stopping_ms_max));
    });
    Session session(abi_, arguments_);
    if (session.open()) {
      const auto prepared = session.run(preamble_of(query, tag), "TabSeparated", {}, ignore);
      result = prepared ? execute_in(session, query, statement, take) : prepared;
    } else {
      result = std::unexpected(make_exception(
          code::std_exception, "the engine library refuses a session", "STD_EXCEPTION"));
    }
  }
  canceller_.ended(tag);
  room_.release();
  return result;
}

std::expected<Statistics, Exception> Executor::execute_in(Session& session, const Query& query,
                                                          const Statement& statement,
                                                          const Session::Take& take) const {
  if (statement.kind == Statement::Kind::select) {
    const std::string& format = statement.format.empty() ? query.default_format : statement.format;
    if (is_rows_alone(format)) return session.stream(query, take);
    return session.run(query.sql, query.default_format, query.parameters, take);
  }
  return write_durably(session, query, statement, take);
}

// Answered only when it would survive power loss.
std::expected<Statistics, Exception> Executor::write_durably(Session& session, const Query& query,
                                                             const Statement& statement,
                                                             const Session::Take& take) const {
  // File times are those of the kernel's coarse clock, a few milliseconds behind.
  const Time since = SystemClock().now() - Duration(1'000);
  auto result = statement.kind == Statement::Kind::insert_data
                    ? insert(session, query, statement)
                    : session.run(query.sql, query.default_format, query.parameters, take);
  if (!result) return result;
  if (const auto synced = sync_changed(path_, since); !synced) {
    return std::unexpected(
        make_exception(code::std_exception, synced.error().what, "STD_EXCEPTION"));
  }
  return result;
}

void Executor::kill(const std::string& tag) {
  const auto killed =
      control_.run("KILL QUERY WHERE startsWith(Settings['log_comment'], {tag:String}) ASYNC",
                   "TabSeparated", {{"tag", tag}}, ignore);
  if (!killed) log(LogLevel::warning, "cannot kill a query", {{"what", killed.error().text}});
}

}  // namespace backstamp::hunting::engine
