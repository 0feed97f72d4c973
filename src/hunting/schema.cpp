#include "hunting/schema.h"

#include <map>
#include <set>
#include <string>

#include "base/log.h"
#include "hunting/table_spec.h"

namespace backstamp::hunting {
namespace {

// Raised when a store needs more than new tables, columns and indexes to be read and written by
// this program; each version then gets a step of its own in migrate().
constexpr std::uint32_t schema_version = 1;

// What an administrator waits for at most at a start.
constexpr Duration statement_ms_max{120'000};

// The engine's DateTime ends in 2106: rows to be kept beyond it would leave at once.
constexpr std::int64_t retention_days_max = 25'000;

// A part of fewer bytes is one file and not two a column: a batch of mail is some 10 MiB, and
// making and syncing 200 files took longer than writing it.
const std::string wide_parts = "min_bytes_for_wide_part = 134217728";

Deadline soon() { return deadline_in(statement_ms_max); }

Query statement(std::string sql) {
  return {.sql = std::move(sql), .parameters = {}, .settings = {}};
}

std::string column_clause(const ColumnSpec& column) {
  return "`" + column.name + "` " + column.stored;
}

std::string retention_clause(const SchemaSettings& settings) {
  return "toDateTime(IngestedAt) + toIntervalDay(" + std::to_string(settings.retention.count()) +
         ")";
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

std::string create_clause(const TableSpec& table, const SchemaSettings& settings) {
  std::vector<std::string> parts;
  for (const ColumnSpec& column : table.columns) parts.push_back(column_clause(column));
  for (const std::string& index : table.indexes) parts.push_back("INDEX " + index);
  return "CREATE TABLE IF NOT EXISTS " + table.name + " (" + joined(parts) +
         ") ENGINE = MergeTree PARTITION BY " + table.partition_by + " ORDER BY (" +
         joined(table.order_by) + ") TTL " + retention_clause(settings) +
         " SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, "
         "fsync_part_directory = 1, " +
         wide_parts;
}

// What the store has, of all tables in a question each: a start waits for it.
struct Present {
  std::map<std::string, std::set<std::string>, std::less<>> columns, indexes;  // by table
  std::map<std::string, std::string, std::less<>> created_by;                  // CREATE TABLE ...
};

Result<Rows> ask(const Client& client, const std::string& select) {
  return client.query({.sql = select + " WHERE database = {database:String}",
                       .parameters = {{"database", text_parameter(client.database())}},
                       .settings = {}},
                      soon());
}

Result<std::map<std::string, std::set<std::string>, std::less<>>> names_in(
    const Client& client, const std::string& system_table) {
  const Rows rows = TRY(ask(client, "SELECT table, name FROM " + system_table));
  std::map<std::string, std::set<std::string>, std::less<>> names;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    names[std::string(rows.text(row, "table"))].emplace(rows.text(row, "name"));
  }
  return names;
}

Result<Present> look(const Client& client) {
  Present present{.columns = TRY(names_in(client, "system.columns")),
                  .indexes = TRY(names_in(client, "system.data_skipping_indices")),
                  .created_by = {}};
  const Rows rows = TRY(ask(client, "SELECT name, create_table_query FROM system.tables"));
  for (std::size_t row = 0; row < rows.size(); ++row) {
    present.created_by[std::string(rows.text(row, "name"))] = rows.text(row, "create_table_query");
  }
  return present;
}

Result<void> add_missing_columns(const Client& client, const TableSpec& table,
                                 const std::set<std::string>& present) {
  std::string place = " FIRST";
  for (const ColumnSpec& column : table.columns) {
    if (!present.contains(column.name)) {
      TRY(client.execute(statement("ALTER TABLE " + table.name + " ADD COLUMN IF NOT EXISTS " +
                                   column_clause(column) + place),
                         soon()));
      log(LogLevel::info, "hunting column added", {{"table", table.name}, {"column", column.name}});
    }
    place = " AFTER `" + column.name + "`";
  }
  return {};
}

// New parts get the index at once; old ones when they are merged.
Result<void> add_missing_indexes(const Client& client, const TableSpec& table,
                                 const std::set<std::string>& present) {
  for (const std::string& index : table.indexes) {
    if (present.contains(index.substr(0, index.find(' ')))) continue;
    TRY(client.execute(statement("ALTER TABLE " + table.name + " ADD INDEX IF NOT EXISTS " + index),
                       soon()));
  }
  return {};
}

Result<void> set_retention(const Client& client, const TableSpec& table,
                           const SchemaSettings& settings, const std::string& created_by) {
  if (created_by.contains(retention_clause(settings) + " ")) return {};
  TRY(client.execute(
      statement("ALTER TABLE " + table.name + " MODIFY TTL " + retention_clause(settings)),
      soon()));
  log(LogLevel::info, "hunting retention changed",
      {{"table", table.name}, {"days", settings.retention.count()}});
  return {};
}

Result<void> bring_up(const Client& client, const TableSpec& table, const SchemaSettings& settings,
                      Present& present) {
  const auto created_by = present.created_by.find(table.name);
  if (created_by == present.created_by.end()) {
    return client.execute(statement(create_clause(table, settings)), soon());
  }
  TRY(add_missing_columns(client, table, present.columns[table.name]));
  TRY(add_missing_indexes(client, table, present.indexes[table.name]));
  if (!created_by->second.contains(wide_parts)) {
    TRY(client.execute(statement("ALTER TABLE " + table.name + " MODIFY SETTING " + wide_parts),
                       soon()));
  }
  return set_retention(client, table, settings, created_by->second);
}

// The highest version that ever wrote to the store; 0 for a new one.
Result<std::int64_t> stored_version(const Client& client) {
  TRY(client.execute(statement("CREATE TABLE IF NOT EXISTS BackstampSchema (Version UInt32, "
                               "RetentionDays UInt32, At DateTime64(3) DEFAULT now64(3)) "
                               "ENGINE = MergeTree ORDER BY At "
                               "SETTINGS fsync_after_insert = 1, fsync_part_directory = 1"),
                     soon()));
  const Rows rows =
      TRY(client.query(statement("SELECT max(Version) AS version FROM BackstampSchema"), soon()));
  return rows.size() == 1 ? rows.integer(0, "version") : 0;
}

}  // namespace

Result<void> migrate(const Client& client, const SchemaSettings& settings) {
  if (settings.retention.count() < 1 || settings.retention.count() > retention_days_max) {
    return fail(Fault::invalid, "retention of the hunting store must be 1 to " +
                                    std::to_string(retention_days_max) + " days, not " +
                                    std::to_string(settings.retention.count()));
  }
  Query create = statement("CREATE DATABASE IF NOT EXISTS " + client.database());
  create.settings["database"] = "default";
  TRY(client.execute(create, soon()));
  const std::int64_t stored = TRY(stored_version(client));
  if (stored > schema_version) {
    return fail(Fault::conflict, "the hunting store in " + client.place() +
                                     " was written by a newer backstamp (version " +
                                     std::to_string(stored) +
                                     "); run that version or restore a backup");
  }
  Present present = TRY(look(client));
  for (const TableSpec& table : table_specs()) {
    TRY_IN("table " + table.name, bring_up(client, table, settings, present));
  }
  if (stored == schema_version) return {};
  return client.insert("BackstampSchema",
                       "{\"Version\":" + std::to_string(schema_version) + ",\"RetentionDays\":" +
                           std::to_string(settings.retention.count()) + "}\n",
                       "", soon());
}

}  // namespace backstamp::hunting
