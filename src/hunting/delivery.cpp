#include "hunting/delivery.h"

#include "base/hash.h"
#include "hunting/table_spec.h"

namespace backstamp::hunting {
namespace {

Result<std::uint64_t> rows_present(const Client& client, const std::string& table,
                                   std::uint64_t number, Deadline deadline) {
  // `table` was checked against the table specs when the batch was taken over.
  const Rows rows = TRY(client.query(
      {.sql = "SELECT count() AS present FROM " + table + " WHERE IngestBatch = {number:UInt64}",
       .parameters = {{"number", std::to_string(number)}},
       .settings = {}},
      deadline));
  return rows.size() == 1 ? static_cast<std::uint64_t>(rows.integer(0, "present")) : 0;
}

// True when nothing is left to do.
Result<bool> is_complete(const Client& client, const TableRows& rows, std::uint64_t number,
                         Deadline deadline) {
  const std::uint64_t present = TRY(rows_present(client, rows.table, number, deadline));
  if (present == 0 || present == rows.count) return present == rows.count;
  return fail(Fault::corrupt, rows.table + " holds " + std::to_string(present) + " of " +
                                  std::to_string(rows.count) + " rows of the batch");
}

Result<void> deliver_table(const Client& client, const SpooledBatch& spooled, const TableRows& rows,
                           Attempt attempt, Deadline deadline) {
  const std::uint64_t number = batch_number(spooled.batch.id);
  if (TRY(is_complete(client, rows, number, deadline))) return {};
  const std::string token = spooled.batch.id + ":" + rows.table;
  TRY(client.insert(rows.table, stamped(rows, spooled.taken, number), token, deadline));
  if (attempt == Attempt::first || TRY(is_complete(client, rows, number, deadline))) return {};
  // The engine knew the token but has not the rows: it was killed between noting the one and
  // keeping the other.
  return client.insert(rows.table, stamped(rows, spooled.taken, number),
                       token + ":" + std::to_string(rows.count), deadline);
}

// Rows that are there already are not made again, so that it may be done as often as one likes.
std::string derivation_sql(const TableSpec& table) {
  std::string names, values;
  for (const ColumnSpec& column : table.columns) {
    const auto made = table.derived->columns.find(column.name);
    names += (names.empty() ? "" : ", ") + column.name;
    values += (values.empty() ? "" : ", ");
    values +=
        made == table.derived->columns.end() ? column.name : made->second + " AS " + column.name;
  }
  return "INSERT INTO " + table.name + " (" + names + ") SELECT " + values + " FROM " +
         table.derived->from + " WHERE IngestBatch = {number:UInt64} AND (" + table.derived->where +
         ") AND NOT (SELECT count() > 0 FROM " + table.name +
         " WHERE IngestBatch = {number:UInt64})";
}

Result<void> derive(const Client& client, const std::string& from, std::uint64_t number,
                    Deadline deadline) {
  for (const TableSpec& table : table_specs()) {
    if (!table.derived || table.derived->from != from) continue;
    // In one block: all of a batch's rows or none.
    TRY_IN(table.name, client.execute({.sql = derivation_sql(table),
                                       .parameters = {{"number", std::to_string(number)}},
                                       .settings = one_block()},
                                      deadline));
  }
  return {};
}

}  // namespace

std::uint64_t batch_number(const std::string& id) {
  return hash64(id) | 1;  // 0 is for rows that came by other means
}

std::string stamped(const TableRows& rows, Time taken, std::uint64_t number) {
  const std::string stamp =
      "{\"IngestedAt\":\"" + rfc3339(taken) + "\",\"IngestBatch\":" + std::to_string(number) + ",";
  std::string lines;
  lines.reserve(rows.json_lines.size() + rows.count * stamp.size());
  std::string_view rest = rows.json_lines;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size() - 1);
    lines += stamp;
    lines += rest.substr(1, end);  // without the brace, with the newline
    rest.remove_prefix(end + 1);
  }
  return lines;
}

Result<void> deliver(const Client& client, const SpooledBatch& spooled, Attempt attempt,
                     Deadline deadline) {
  for (const TableRows& rows : spooled.batch.tables) {
    TRY_IN("batch " + spooled.batch.id, deliver_table(client, spooled, rows, attempt, deadline));
    TRY_IN("batch " + spooled.batch.id,
           derive(client, rows.table, batch_number(spooled.batch.id), deadline));
  }
  return {};
}

}  // namespace backstamp::hunting
