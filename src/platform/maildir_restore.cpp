#include "platform/maildir_restore.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/log.h"
#include "base/uuid.h"
#include "platform/maildir_folder.h"
#include "platform/maildir_making.h"

namespace backstamp::platform {
namespace {

// A file in tmp/ that is taken away again unless it was moved to its place. Its name follows from
// the place, so what an earlier run left behind when it was killed is found and replaced.
class Draft {
 public:
  static Result<Draft> create(const Directory& tmp, const Place& place) {
    std::string name =
        "backstamp-" + Uuid::of_hash(place.area + '/' + place.name + '\n' + place.sha256).text();
    ::unlinkat(tmp.fd(), name.c_str(), 0);
    Fd fd(::openat(tmp.fd(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                   0600));
    if (!fd.open()) {
      return std::unexpected(errno_error("cannot create " + tmp.path_of(name), errno));
    }
    return Draft(tmp, std::move(name), std::move(fd));
  }
  Draft(Draft&& other) noexcept
      : tmp_(other.tmp_), name_(std::exchange(other.name_, "")), fd_(std::move(other.fd_)) {}
  Draft& operator=(Draft&&) = delete;
  ~Draft() {
    if (!name_.empty()) ::unlinkat(tmp_.fd(), name_.c_str(), 0);
  }

  Result<void> write(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t wrote = ::write(fd_.get(), bytes.data(), bytes.size());
      if (wrote < 0 && errno == EINTR) continue;
      if (wrote < 0) return error("cannot write");
      bytes.remove_prefix(static_cast<std::size_t>(wrote));
    }
    return {};
  }

  // Owner first: changing it clears mode bits. Times last: writing changes them.
  Result<void> dress(const Place& place) {
    struct stat status{};
    if (::fstat(fd_.get(), &status) != 0) return error("cannot look at");
    const bool same_owner = status.st_uid == place.uid && status.st_gid == place.gid;
    if (!same_owner && ::fchown(fd_.get(), place.uid, place.gid) != 0) {
      return error("cannot give its former owner to");
    }
    if (::fchmod(fd_.get(), place.mode & 0777) != 0) return error("cannot set the mode of");
    std::int64_t nanoseconds = place.modified_ns % 1'000'000'000;
    if (nanoseconds < 0) nanoseconds += 1'000'000'000;
    timespec modified{};
    modified.tv_sec = (place.modified_ns - nanoseconds) / 1'000'000'000;
    modified.tv_nsec = nanoseconds;
    const timespec times[2] = {{0, UTIME_NOW}, modified};
    if (::futimens(fd_.get(), times) != 0) return error("cannot set the times of");
    if (::fsync(fd_.get()) != 0) return error("cannot sync");
    return {};
  }

  Result<void> move_to(const Directory& area, const std::string& name) {
    int error_number = 0;
    if (::renameat2(tmp_.fd(), name_.c_str(), area.fd(), name.c_str(), RENAME_NOREPLACE) != 0) {
      error_number = errno;
    }
    // File systems without that flag (NFS among them) have links, which never replace.
    if (error_number == EINVAL || error_number == ENOSYS) {
      error_number =
          ::linkat(tmp_.fd(), name_.c_str(), area.fd(), name.c_str(), 0) == 0 ? 0 : errno;
      if (error_number == 0) ::unlinkat(tmp_.fd(), name_.c_str(), 0);
    }
    if (error_number != 0) {
      return std::unexpected(errno_error("cannot put back " + area.path_of(name), error_number));
    }
    name_.clear();
    return area.sync();
  }

 private:
  Draft(const Directory& tmp, std::string name, Fd fd)
      : tmp_(tmp), name_(std::move(name)), fd_(std::move(fd)) {}

  std::unexpected<Error> error(std::string_view doing) const {
    return std::unexpected(errno_error(std::string(doing) + " " + tmp_.path_of(name_), errno));
  }

  const Directory& tmp_;
  std::string name_;
  Fd fd_;
};

Result<std::string> directory_for(const Directory& maildir, const Place& place) {
  if (!place.directory.empty()) return place.directory;
  const auto directories = directories_of_folder(place.folder);
  for (const std::string& directory : directories) {
    if (maildir.under(directory)) return directory;
  }
  if (directories.empty()) {
    return fail(Fault::invalid, "no name of a folder: '" + place.folder + "'");
  }
  return directories.front();
}

}  // namespace

Result<void> restore_into(const Directory& maildir, const Place& place, std::string_view bytes) {
  if (place.area != "cur" && place.area != "new") {
    return fail(Fault::invalid, "neither cur nor new: '" + place.area + "'");
  }
  if (!is_entry_name(place.name)) {
    return fail(Fault::invalid, "no name of a file: '" + place.name + "'");
  }
  const std::string directory = TRY(directory_for(maildir, place));
  const Directory folder = TRY(open_or_make_folder(maildir, directory));
  const Directory tmp = TRY(open_or_make_area(folder, "tmp"));
  const Directory area = TRY(open_or_make_area(folder, place.area));
  Draft draft = TRY(Draft::create(tmp, place));
  TRY(draft.write(bytes));
  TRY(draft.dress(place));
  return draft.move_to(area, place.name);
}

}  // namespace backstamp::platform
