#include "base/tray.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>

#include "base/file.h"

namespace backstamp {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view unfinished = ".new";
constexpr std::uint64_t item_bytes_max = 1024ull * 1024 * 1024;

Result<void> write_new(const fs::path& path, std::string_view bytes) {
  const Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!fd.open()) return std::unexpected(errno_error("cannot create " + path.string(), errno));
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(fd.get(), bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return std::unexpected(errno_error("cannot write " + path.string(), errno));
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return {};
}

}  // namespace

Tray::Tray(fs::path folder, const Clock& clock, std::uint64_t bytes_max)
    : folder_(std::move(folder)), clock_(clock), bytes_max_(bytes_max) {}

Result<std::unique_ptr<Tray>> Tray::open(fs::path folder, const Clock& clock,
                                         std::uint64_t bytes_max) {
  TRY(make_folder(folder));
  return std::unique_ptr<Tray>(new Tray(std::move(folder), clock, bytes_max));
}

// Sums up the folder only when what was put since the last time may have filled it.
bool Tray::full(std::uint64_t more) {
  if ((held_max_ += more) <= bytes_max_) return false;
  std::uint64_t held = more;
  std::error_code error;
  for (const std::string& name : names()) {
    const auto size = fs::file_size(folder_ / name, error);
    if (!error) held += size;
  }
  held_max_ = held;
  return held > bytes_max_;
}

fs::path Tray::next_name() {
  char name[64];
  std::snprintf(name, sizeof name, "%015lld-%09llu-%d",
                static_cast<long long>(clock_.now().time_since_epoch().count()),
                static_cast<unsigned long long>(number_++), static_cast<int>(::getpid()));
  return folder_ / name;
}

Result<void> Tray::adopt(const fs::path& file) {
  const fs::path path = next_name();
  if (::rename(file.c_str(), path.c_str()) == 0) return {};
  return std::unexpected(errno_error("cannot name " + path.string(), errno));
}

Result<void> Tray::put(std::string_view bytes) {
  if (full(bytes.size())) {
    return fail(Fault::limit, "the folder " + folder_.string() + " is full (" +
                                  std::to_string(bytes_max_) + " bytes): nobody takes from it");
  }
  const fs::path path = next_name();
  const fs::path draft = path.string() + std::string(unfinished);
  auto written = write_new(draft, bytes);
  if (written && ::rename(draft.c_str(), path.c_str()) != 0) {
    written = std::unexpected(errno_error("cannot name " + path.string(), errno));
  }
  if (!written) ::unlink(draft.c_str());
  return written;
}

Result<void> Tray::sync() const {
  const Fd fd(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.open() && ::syncfs(fd.get()) == 0) return {};
  return std::unexpected(errno_error("cannot sync " + folder_.string(), errno));
}

std::vector<std::string> Tray::names() const {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(folder_, error), end; !error && it != end; it.increment(error)) {
    std::string name = it->path().filename().string();
    const bool item = name.size() > 15 && name.front() >= '0' && name.front() <= '9';
    if (item && !name.ends_with(unfinished)) names.push_back(std::move(name));
  }
  return names;
}

Result<std::vector<Tray::Item>> Tray::oldest(std::size_t items_max, std::uint64_t bytes_max) const {
  auto waiting = names();
  const std::size_t wanted = std::min(items_max, waiting.size());
  std::ranges::partial_sort(waiting, waiting.begin() + static_cast<std::ptrdiff_t>(wanted));
  std::vector<Item> items;
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < wanted && bytes < bytes_max; ++i) {
    Bytes content = TRY(read_file(folder_ / waiting[i], item_bytes_max));
    bytes += content.size();
    items.push_back({std::move(waiting[i]), std::move(content)});
  }
  return items;
}

std::optional<Time> Tray::waiting_since() const {
  const auto waiting = names();
  if (waiting.empty()) return std::nullopt;
  const std::string& name = *std::ranges::min_element(waiting);
  std::int64_t milliseconds = 0;
  std::from_chars(name.data(), name.data() + name.size(), milliseconds);
  return Time(std::chrono::milliseconds(milliseconds));
}

Result<void> Tray::remove(const Item& item) const {
  if (::unlink((folder_ / item.name).c_str()) == 0 || errno == ENOENT) return {};
  return std::unexpected(errno_error("cannot remove " + (folder_ / item.name).string(), errno));
}

Result<void> Tray::set_aside(const Item& item) const {
  TRY(make_folder(folder_ / "bad"));
  if (::rename((folder_ / item.name).c_str(), (folder_ / "bad" / item.name).c_str()) == 0)
    return {};
  return std::unexpected(errno_error("cannot set aside " + (folder_ / item.name).string(), errno));
}

}  // namespace backstamp
