#include "hunting/spool.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/hash.h"

namespace backstamp::hunting {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::uint64_t file_bytes_max = 1ull << 30;
constexpr std::string_view suffix = ".batch";

Error damaged(const fs::path& path) {
  return Error{Fault::corrupt, "damaged batch file " + path.string()};
}

Result<Batch> read_payload(const Json& head, std::string_view payload, const fs::path& path) {
  Batch batch;
  batch.id = head.value("id", "");
  for (const Json& table : head["tables"]) {
    TableRows rows;
    rows.table = table.value("table", "");
    rows.count = table.value("count", std::uint64_t{0});
    const std::uint64_t bytes = table.value("bytes", std::uint64_t{0});
    if (bytes > payload.size()) return std::unexpected(damaged(path));
    rows.json_lines = payload.substr(0, bytes);
    payload.remove_prefix(bytes);
    batch.tables.push_back(std::move(rows));
  }
  if (!payload.empty()) return std::unexpected(damaged(path));
  return batch;
}

}  // namespace

Result<void> write_spool_file(const fs::path& path, const Batch& batch) {
  std::string payload;
  Json tables = Json::array();
  for (const TableRows& rows : batch.tables) {
    payload += rows.json_lines;
    tables.push_back(
        {{"table", rows.table}, {"bytes", rows.json_lines.size()}, {"count", rows.count}});
  }
  const Json head = {{"magic", "backstamp-spool"},
                     {"version", 1},
                     {"id", batch.id},
                     {"sha256", sha256_hex(payload)},
                     {"tables", tables}};
  return write_file(path, head.dump() + "\n" + payload);
}

Result<Batch> read_spool_file(const fs::path& path) {
  const Bytes bytes = TRY(read_file(path, file_bytes_max));
  const std::size_t end = bytes.find('\n');
  if (end == bytes.npos) return std::unexpected(damaged(path));
  const std::string_view payload = std::string_view(bytes).substr(end + 1);
  const Json head = Json::parse(bytes.substr(0, end), nullptr, false);
  try {
    if (!head.is_object() || head.value("magic", "") != "backstamp-spool" ||
        head.value("version", 0) != 1 || head.value("sha256", "") != sha256_hex(payload) ||
        !head.contains("tables")) {
      return std::unexpected(damaged(path));
    }
    return read_payload(head, payload, path);
  } catch (const Json::exception&) {
    return std::unexpected(damaged(path));
  }
}

fs::path spool_path(const fs::path& folder, std::uint64_t number) {
  char name[40];
  std::snprintf(name, sizeof name, "%016llu", static_cast<unsigned long long>(number));
  return folder / (name + std::string(suffix));
}

Result<std::vector<SpoolFile>> list_spool(const fs::path& folder) {
  std::vector<SpoolFile> files;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    SpoolFile file{.number = 0, .path = it->path(), .bytes = 0};
    const auto [stop, wrong] = std::from_chars(name.data(), name.data() + name.size(), file.number);
    if (wrong != std::errc() || std::string_view(stop) != suffix) continue;
    file.bytes = it->file_size(error);
    files.push_back(std::move(file));
  }
  if (error)
    return fail(Fault::unavailable, "cannot read " + folder.string() + ": " + error.message());
  std::ranges::sort(files, {}, &SpoolFile::number);
  return files;
}

}  // namespace backstamp::hunting
