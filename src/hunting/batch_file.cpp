// The bytes of a spooled batch: encode, decode and check_batch of spool.h.
#include <charconv>
#include <set>

#include "base/hash.h"
#include "hunting/spool.h"
#include "hunting/table_spec.h"

namespace backstamp::hunting {
namespace {

constexpr std::string_view magic = "BACKSTAMP-BATCH 1\n";
constexpr std::size_t digest_size = 64 + 1;
constexpr std::size_t tables_max = 64;
constexpr std::size_t head_bytes_max = 8 * 1024;  // a guess is enough: what is more costs a copy
// The engine takes 128 MiB at once; a row grows by its stamp.
constexpr std::uint64_t insert_bytes_max = 120ull * 1024 * 1024;
constexpr std::uint64_t stamp_bytes_max = 96;

std::unexpected<Error> damaged(const std::string& what) { return fail(Fault::corrupt, what); }

// Takes "NAME VALUE\n" from the front.
Result<std::string_view> take_field(std::string_view& rest, std::string_view name) {
  const std::size_t end = rest.find('\n');
  if (end == std::string_view::npos || !rest.starts_with(name) || end < name.size() + 1 ||
      rest[name.size()] != ' ') {
    return damaged("no line \"" + std::string(name) + "\"");
  }
  const std::string_view value = rest.substr(name.size() + 1, end - name.size() - 1);
  rest.remove_prefix(end + 1);
  return value;
}

Result<std::uint64_t> take_number(std::string_view& text) {
  std::uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc()) return damaged("no number where one should be");
  text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
  if (text.starts_with(' ')) text.remove_prefix(1);
  return number;
}

struct TableHead {
  TableRows rows;
  std::uint64_t bytes = 0;
};

Result<TableHead> take_table(std::string_view& rest) {
  std::string_view line = TRY(take_field(rest, "table"));
  const std::size_t blank = std::min(line.find(' '), line.size());
  TableHead head;
  head.rows.table = line.substr(0, blank);
  line.remove_prefix(std::min(blank + 1, line.size()));
  head.rows.count = TRY(take_number(line));
  head.bytes = TRY(take_number(line));
  return head;
}

Result<std::vector<TableHead>> take_tables(std::string_view& rest) {
  std::vector<TableHead> heads;
  while (!rest.starts_with('\n')) {
    if (heads.size() == tables_max) return damaged("too many tables");
    heads.push_back(TRY(take_table(rest)));
  }
  rest.remove_prefix(1);
  return heads;
}

Result<std::string_view> verified(std::string_view file) {
  if (!file.starts_with(magic)) return damaged("is no batch of this version");
  if (file.size() < magic.size() + digest_size) return damaged("is cut off");
  const std::string_view covered = file.substr(0, file.size() - digest_size);
  if (file.substr(covered.size()) != sha256_hex(covered) + "\n") {
    return damaged("does not match its digest");
  }
  return covered.substr(magic.size());
}

Result<void> check_lines(const TableRows& rows) {
  std::string_view rest = rows.json_lines;
  std::uint64_t count = 0;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos || !rest.starts_with("{\"")) {
      return fail(Fault::invalid, rows.table + ": row " + std::to_string(count + 1) +
                                      " is not a JSON object on a line of its own");
    }
    rest.remove_prefix(end + 1);
    ++count;
  }
  if (count == rows.count && count > 0) return {};
  return fail(Fault::invalid, rows.table + ": " + std::to_string(count) + " rows, not " +
                                  std::to_string(rows.count) + " as said");
}

bool is_id(std::string_view id) {
  const auto plain = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  return !id.empty() && id.size() <= 100 && std::ranges::all_of(id, plain);
}

}  // namespace

std::string encode(const SpooledBatch& spooled) {
  std::string file(magic);
  std::size_t bytes = 0;
  for (const TableRows& rows : spooled.batch.tables) bytes += rows.json_lines.size();
  file.reserve(bytes + head_bytes_max);
  file += "id " + spooled.batch.id + "\ntaken " + rfc3339(spooled.taken) + "\n";
  for (const TableRows& rows : spooled.batch.tables) {
    file += "table " + rows.table + " " + std::to_string(rows.count) + " " +
            std::to_string(rows.json_lines.size()) + "\n";
  }
  file += "\n";
  for (const TableRows& rows : spooled.batch.tables) file += rows.json_lines;
  file += sha256_hex(file);
  file += '\n';
  return file;
}

Result<SpooledBatch> decode(std::string_view file) {
  std::string_view rest = TRY(verified(file));
  SpooledBatch spooled;
  spooled.batch.id = TRY(take_field(rest, "id"));
  const auto taken = parse_rfc3339(TRY(take_field(rest, "taken")));
  if (!taken) return damaged("has a wrong time");
  spooled.taken = *taken;
  for (TableHead& head : TRY(take_tables(rest))) {
    if (head.bytes > rest.size()) return damaged("is shorter than its lengths say");
    head.rows.json_lines = rest.substr(0, head.bytes);
    rest.remove_prefix(head.bytes);
    spooled.batch.tables.push_back(std::move(head.rows));
  }
  if (!rest.empty()) return damaged("is longer than its lengths say");
  return spooled;
}

Result<void> check_batch(const Batch& batch) {
  if (!is_id(batch.id)) return fail(Fault::invalid, "not an id for a batch: \"" + batch.id + "\"");
  if (batch.tables.empty() || batch.tables.size() > tables_max) {
    return fail(Fault::invalid, "batch " + batch.id + ": 1 to 64 tables, not " +
                                    std::to_string(batch.tables.size()));
  }
  std::set<std::string_view> seen;
  for (const TableRows& rows : batch.tables) {
    if (table_spec(rows.table) == nullptr) {
      return fail(Fault::invalid, "batch " + batch.id + ": no table " + rows.table);
    }
    if (!seen.insert(rows.table).second) {
      return fail(Fault::invalid, "batch " + batch.id + ": table " + rows.table + " comes twice");
    }
    if (rows.json_lines.size() + rows.count * stamp_bytes_max > insert_bytes_max) {
      return fail(Fault::limit, "batch " + batch.id + ": " + rows.table +
                                    " has more than 120 MiB; make smaller batches");
    }
    TRY_IN("batch " + batch.id, check_lines(rows));
  }
  return {};
}

}  // namespace backstamp::hunting
