#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/file.h"
#include "sample/delivery.h"

namespace backstamp::sample {
namespace {

constexpr std::string_view folder_name(Folder folder) {
  switch (folder) {
    case Folder::inbox: return "";
    case Folder::sent: return ".Sent";
    case Folder::junk: return ".Junk";
    case Folder::archive: return ".Archive";
  }
  return "";
}

Result<void> make_maildir(const std::filesystem::path& folder) {
  for (const char* part : {"cur", "new", "tmp"}) TRY(make_folder(folder / part));
  return {};
}

Result<void> write_all(int fd, std::string_view bytes, const std::filesystem::path& file) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      return std::unexpected(errno_error("cannot write " + file.string(), errno));
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

timespec to_timespec(Time time) {
  const auto since = time.time_since_epoch();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since);
  timespec out{};
  out.tv_sec = seconds.count();
  out.tv_nsec = std::chrono::nanoseconds(since - seconds).count();
  return out;
}

}  // namespace

Result<void> make_maildirs(const std::filesystem::path& root, const World& world) {
  for (const Person& person : world.people) {
    const auto maildir = root / company_domain / person.user / "Maildir";
    for (const Folder folder : {Folder::inbox, Folder::sent, Folder::junk, Folder::archive}) {
      TRY(make_maildir(maildir / folder_name(folder)));
      if (folder == Folder::inbox) continue;
      // Maildir++ marks its folders so that deliverers find the mailbox's root.
      TRY(write_delivery(maildir / folder_name(folder) / "maildirfolder",
                         {.person = 0, .time = world.start, .flags = {}, .bytes = {}}));
    }
  }
  return {};
}

std::filesystem::path place_of(Random& random, const World& world, const Delivery& delivery,
                               std::size_t number) {
  const auto since = delivery.time.time_since_epoch();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since);
  const auto microseconds =
      std::chrono::microseconds(since - seconds).count() + random.between(0, 999);
  std::string name = std::to_string(seconds.count()) + ".M" + std::to_string(microseconds) + "P" +
                     std::to_string(1000 + number) +
                     ".store,S=" + std::to_string(delivery.bytes.size());
  if (!delivery.fresh) name += ":2," + delivery.flags;
  return std::filesystem::path(company_domain) / world.people[delivery.person].user / "Maildir" /
         folder_name(delivery.folder) / (delivery.fresh ? "new" : "cur") / name;
}

Result<void> write_delivery(const std::filesystem::path& file, const Delivery& delivery) {
  const Fd fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!fd.open()) return std::unexpected(errno_error("cannot create " + file.string(), errno));
  TRY(write_all(fd.get(), delivery.bytes, file));
  const timespec times[2] = {to_timespec(delivery.time), to_timespec(delivery.time)};
  if (::futimens(fd.get(), times) != 0) {
    return std::unexpected(errno_error("cannot set the time of " + file.string(), errno));
  }
  return {};
}

}  // namespace backstamp::sample
