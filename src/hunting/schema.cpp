#include "hunting/schema.h"

#include <set>

#include "hunting/table_spec.h"

namespace backstamp::hunting {
namespace {

constexpr int schema_version = 1;
constexpr std::chrono::seconds ddl_time{60};

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

std::string ttl(const SchemaSettings& settings) {
  return "toDateTime(IngestedAt) + INTERVAL " + std::to_string(settings.retention.count()) + " DAY";
}

// Names come from the specs built into the program, never from outside.
std::string create_table(const TableSpec& spec, const SchemaSettings& settings) {
  std::vector<std::string> parts;
  for (const ColumnSpec& column : spec.columns) parts.push_back(column.name + " " + column.stored);
  for (const std::string& index : spec.indexes) parts.push_back("INDEX " + index);
  return "CREATE TABLE IF NOT EXISTS " + spec.name + " (" + joined(parts) +
         ") ENGINE = MergeTree PARTITION BY " + spec.partition_by + " ORDER BY (" +
         joined(spec.order_by) + ") TTL " + ttl(settings) +
         " SETTINGS non_replicated_deduplication_window = 10000, fsync_after_insert = 1, "
         "fsync_part_directory = 1";
}

Result<void> run(const Client& client, std::string sql) {
  return client.execute({.sql = std::move(sql), .parameters = {}, .settings = {}},
                        deadline_in(ddl_time));
}

Result<std::set<std::string>> columns_of(const Client& client, const TableSpec& spec) {
  const Rows rows =
      TRY(client.query({.sql = "SELECT name FROM system.columns WHERE database = currentDatabase() "
                               "AND table = {table:String}",
                        .parameters = {{"table", text_parameter(spec.name)}},
                        .settings = {}},
                       deadline_in(ddl_time)));
  std::set<std::string> names;
  for (std::size_t row = 0; row < rows.size(); ++row) names.emplace(rows.text(row, "name"));
  return names;
}

Result<void> migrate_table(const Client& client, const TableSpec& spec,
                           const SchemaSettings& settings) {
  TRY(run(client, create_table(spec, settings)));
  const auto present = TRY(columns_of(client, spec));
  for (const ColumnSpec& column : spec.columns) {
    if (present.contains(column.name)) continue;
    TRY(run(client,
            "ALTER TABLE " + spec.name + " ADD COLUMN " + column.name + " " + column.stored));
  }
  return {};
}

Result<std::int64_t> stored_version(const Client& client) {
  const Rows rows = TRY(client.query({.sql = "SELECT max(Version) AS Version FROM BackstampSchema",
                                      .parameters = {},
                                      .settings = {}},
                                     deadline_in(ddl_time)));
  return rows.integer(0, "Version");
}

Result<void> set_retention(const Client& client, const SchemaSettings& settings) {
  const Rows rows = TRY(client.query(
      {.sql = "SELECT argMax(RetentionDays, At) AS Days, count() AS Known FROM BackstampSchema",
       .parameters = {},
       .settings = {}},
      deadline_in(ddl_time)));
  const bool same = rows.integer(0, "Days") == settings.retention.count();
  if (rows.integer(0, "Known") > 0 && same) return {};
  for (const TableSpec& spec : table_specs()) {
    TRY(run(client, "ALTER TABLE " + spec.name + " MODIFY TTL " + ttl(settings)));
  }
  return run(client, "INSERT INTO BackstampSchema (Version, RetentionDays) SELECT " +
                         std::to_string(schema_version) + ", " +
                         std::to_string(settings.retention.count()));
}

}  // namespace

Result<void> migrate(const Client& client, const SchemaSettings& settings) {
  TRY(run(client,
          "CREATE TABLE IF NOT EXISTS BackstampSchema (Version UInt32, RetentionDays UInt32, "
          "At DateTime64(3) DEFAULT now64(3)) ENGINE = MergeTree ORDER BY At"));
  const std::int64_t version = TRY(stored_version(client));
  if (version > schema_version) {
    return fail(Fault::conflict, "the hunting store in database " + client.database() +
                                     " was written by a newer backstamp (version " +
                                     std::to_string(version) + ", this one knows " +
                                     std::to_string(schema_version) +
                                     "); run that version or restore a backup");
  }
  for (const TableSpec& spec : table_specs()) TRY(migrate_table(client, spec, settings));
  return set_retention(client, settings);
}

}  // namespace backstamp::hunting
