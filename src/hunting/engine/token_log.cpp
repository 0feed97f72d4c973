#include "hunting/engine/token_log.h"

#include <charconv>
#include <map>
#include <optional>
#include <vector>

#include "base/file.h"
#include "base/log.h"

namespace backstamp::hunting::engine {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t log_bytes_max = 64 * 1024 * 1024;
constexpr std::string_view added = "1", dropped = "2";  // first field of a log line

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<std::uint64_t> number(std::string_view digits) {
  std::uint64_t value = 0;
  const char* end = digits.data() + digits.size();
  const auto [rest, error] = std::from_chars(digits.data(), end, value);
  if (digits.empty() || rest != end || error != std::errc()) return std::nullopt;
  return value;
}

// PARTITION_MIN_MAX_LEVEL[_MUTATION]: the blocks of one partition that a part holds.
struct Blocks {
  std::string partition;
  std::uint64_t min = 0, max = 0;

  bool cover(const Blocks& other) const {
    return partition == other.partition && min <= other.min && other.max <= max;
  }
};

std::optional<Blocks> blocks_of(std::string_view part) {
  const auto fields = split(part, '_');
  if (fields.size() != 4 && fields.size() != 5) return std::nullopt;
  const auto min = number(fields[1]), max = number(fields[2]);
  if (!min || !max || !number(fields[3])) return std::nullopt;
  return Blocks{std::string(fields[0]), *min, *max};
}

std::vector<fs::path> sorted_entries_of(const fs::path& folder) {
  std::vector<fs::path> entries;
  std::error_code error;
  for (fs::directory_iterator each(folder, error), end; !error && each != end;
       each.increment(error)) {
    entries.push_back(each->path());
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

// deduplication_log_7.txt is older than deduplication_log_10.txt.
std::map<std::uint64_t, fs::path> logs_of(const fs::path& table) {
  constexpr std::string_view prefix = "deduplication_log_";
  std::map<std::uint64_t, fs::path> logs;
  for (const fs::path& file : sorted_entries_of(table / "deduplication_logs")) {
    const std::string stem = file.stem().string();
    if (!stem.starts_with(prefix)) continue;
    if (const auto count = number(std::string_view(stem).substr(prefix.size()))) {
      logs.emplace(*count, file);
    }
  }
  return logs;
}

Result<void> withdraw_in(const fs::path& table) {
  const auto logs = logs_of(table);
  if (logs.empty()) return {};
  std::map<std::string, std::string> parts_of_tokens;
  Bytes newest;
  for (const auto& [count, file] : logs) {
    newest = TRY(read_file(file, log_bytes_max));
    for (const std::string_view line : split(newest, '\n')) {
      const auto fields = split(line, '\t');
      if (fields.size() != 3) continue;
      if (fields[0] == added) parts_of_tokens[std::string(fields[2])] = fields[1];
      if (fields[0] == dropped) parts_of_tokens.erase(std::string(fields[2]));
    }
  }
  std::vector<Blocks> present;
  for (const fs::path& part : sorted_entries_of(table)) {
    if (auto blocks = blocks_of(part.filename().string())) present.push_back(*blocks);
  }
  const std::size_t before = newest.size();
  for (const auto& [token, part] : parts_of_tokens) {
    const auto wanted = blocks_of(part);
    const auto covers = [&](const Blocks& blocks) { return blocks.cover(*wanted); };
    if (!wanted || std::any_of(present.begin(), present.end(), covers)) continue;
    newest += std::string(dropped) + '\t' + part + '\t' + token + '\n';
  }
  if (newest.size() == before) return {};
  log(LogLevel::info, "orphaned insert tokens withdrawn", {{"table", table.string()}});
  return write_file(logs.rbegin()->second, newest, 0640);
}

}  // namespace

Result<void> withdraw_orphaned_tokens(const fs::path& path) {
  for (const fs::path& prefix : sorted_entries_of(path / "store")) {
    for (const fs::path& table : sorted_entries_of(prefix)) TRY(withdraw_in(table));
  }
  return {};
}

}  // namespace backstamp::hunting::engine
