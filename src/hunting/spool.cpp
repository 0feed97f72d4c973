#include "hunting/spool.h"

#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>

#include "base/log.h"

namespace backstamp::hunting {
namespace {

constexpr std::uint64_t file_bytes_max = 1ull * 1024 * 1024 * 1024;
constexpr std::string_view suffix = ".batch";
constexpr std::size_t digits = 12;

// "000000000017-mail-ab.batch"; nothing for other names.
std::optional<Spool::Entry> entry_of(const std::string& name) {
  if (!name.ends_with(suffix) || name.size() <= digits + 1 + suffix.size()) return std::nullopt;
  Spool::Entry entry;
  const auto read = std::from_chars(name.data(), name.data() + digits, entry.number);
  if (read.ec != std::errc() || read.ptr != name.data() + digits || name[digits] != '-') {
    return std::nullopt;
  }
  entry.id = name.substr(digits + 1, name.size() - digits - 1 - suffix.size());
  return entry;
}

}  // namespace

Result<Spool> Spool::open(std::filesystem::path folder) {
  TRY(make_folder(folder));
  FileLock lock = TRY(FileLock::take(folder / "lock"));
  Spool spool(std::move(folder), std::move(lock));
  TRY(spool.list());
  return spool;
}

Result<void> Spool::list() {
  std::error_code error;
  std::filesystem::directory_iterator item(folder_, error);
  for (; !error && item != std::filesystem::directory_iterator(); item.increment(error)) {
    const std::string name = item->path().filename().string();
    if (auto entry = entry_of(name)) {
      std::error_code unknown;
      entry->bytes = item->file_size(unknown);
      if (!unknown) found_.push_back(std::move(*entry));
    } else if (name.contains(".new-")) {
      ::unlink(item->path().c_str());  // cut off before it counted
    } else if (name.ends_with(suffix)) {
      log(LogLevel::error, "batch file has no name of ours and is left alone",
          {{"path", item->path().string()}});
    }
  }
  if (error) {
    return std::unexpected(errno_error("cannot list " + folder_.string(), error.value()));
  }
  std::ranges::sort(found_, {}, &Entry::number);
  return {};
}

std::filesystem::path Spool::path_of(const Entry& entry) const {
  std::string number = std::to_string(entry.number);
  number.insert(0, digits - std::min(digits, number.size()), '0');
  return folder_ / (number + "-" + entry.id + std::string(suffix));
}

Result<void> Spool::add(const Entry& entry, std::string_view file) const {
  auto written = write_file(path_of(entry), file);
  if (written) return {};
  // The name may stand though the folder could not be synced: after an error nothing counts.
  ::unlink(path_of(entry).c_str());
  return written;
}

Result<SpooledBatch> Spool::read(const Entry& entry) const {
  const Bytes file = TRY(read_file(path_of(entry), file_bytes_max));
  SpooledBatch spooled = TRY_IN(path_of(entry).string(), decode(file));
  if (spooled.batch.id != entry.id) {
    return fail(Fault::corrupt, path_of(entry).string() + ": holds batch " + spooled.batch.id);
  }
  return spooled;
}

Result<void> Spool::remove(const Entry& entry) const {
  if (::unlink(path_of(entry).c_str()) == 0 || errno == ENOENT) return {};
  return std::unexpected(errno_error("cannot remove " + path_of(entry).string(), errno));
}

Result<void> Spool::set_aside(const Entry& entry) const {
  const std::filesystem::path aside = folder_ / "set-aside";
  TRY(make_folder(aside));
  const std::filesystem::path to = aside / path_of(entry).filename();
  if (::rename(path_of(entry).c_str(), to.c_str()) != 0) {
    return std::unexpected(errno_error("cannot set aside " + path_of(entry).string(), errno));
  }
  TRY(sync_folder(aside));
  return sync_folder(folder_);
}

}  // namespace backstamp::hunting
