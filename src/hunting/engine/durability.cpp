#include "hunting/engine/durability.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "base/file.h"

namespace backstamp::hunting::engine {
namespace {

namespace fs = std::filesystem;

// Folders and files come and go while the engine works; what is gone needs no sync.
std::vector<fs::path> entries_of(const fs::path& folder) {
  std::vector<fs::path> entries;
  std::error_code error;
  for (fs::directory_iterator each(folder, error), end; !error && each != end;
       each.increment(error)) {
    entries.push_back(each->path());
  }
  return entries;
}

bool changed(const fs::path& path, Time since) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return false;
  const auto modified = Time(std::chrono::seconds(status.st_mtim.tv_sec)) +
                        std::chrono::milliseconds(status.st_mtim.tv_nsec / 1'000'000);
  return modified >= since;
}

Result<void> sync_if_changed(const fs::path& path, Time since) {
  if (!changed(path, since)) return {};
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.open()) return {};
  if (::fsync(fd.get()) == 0) return {};
  return std::unexpected(errno_error("cannot sync " + path.string(), errno));
}

Result<void> sync_table(const fs::path& table, Time since) {
  const fs::path tokens = table / "deduplication_logs";
  for (const fs::path& file : entries_of(tokens)) TRY(sync_if_changed(file, since));
  TRY(sync_if_changed(tokens, since));
  return sync_if_changed(table, since);
}

}  // namespace

Result<void> sync_changed(const fs::path& path, Time since) {
  for (const fs::path& prefix : entries_of(path / "store")) {
    for (const fs::path& table : entries_of(prefix)) TRY(sync_table(table, since));
    TRY(sync_if_changed(prefix, since));
  }
  TRY(sync_if_changed(path / "metadata", since));
  return sync_if_changed(path / "store", since);
}

}  // namespace backstamp::hunting::engine
