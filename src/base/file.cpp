#include "base/file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/uuid.h"

namespace backstamp {
namespace {

std::string at(std::string_view doing, const std::filesystem::path& path) {
  return std::string(doing) + " " + path.string();
}

Result<void> write_all(int fd, std::string_view bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(fd, bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return std::unexpected(errno_error(at("cannot write", path), errno));
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return {};
}

Result<void> write_new(const std::filesystem::path& path, std::string_view bytes, unsigned mode) {
  const Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (!fd.open()) return std::unexpected(errno_error(at("cannot create", path), errno));
  TRY(write_all(fd.get(), bytes, path));
  if (::fsync(fd.get()) != 0) return std::unexpected(errno_error(at("cannot sync", path), errno));
  return {};
}

}  // namespace

Fd& Fd::operator=(Fd&& other) noexcept {
  if (this != &other) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = other.release();
  }
  return *this;
}

Fd::~Fd() {
  if (fd_ >= 0) ::close(fd_);
}

int Fd::release() { return std::exchange(fd_, -1); }

Result<Bytes> read_file(const std::filesystem::path& path, std::uint64_t bytes_max) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd.open()) return std::unexpected(errno_error(at("cannot open", path), errno));
  struct stat status{};
  if (::fstat(fd.get(), &status) != 0) {
    return std::unexpected(errno_error(at("cannot read", path), errno));
  }
  if (!S_ISREG(status.st_mode)) return fail(Fault::invalid, at("not a regular file:", path));
  const auto too_large = [&] {
    return fail(Fault::limit, at("larger than " + std::to_string(bytes_max) + " bytes:", path));
  };
  if (static_cast<std::uint64_t>(status.st_size) > bytes_max) return too_large();
  Bytes bytes(static_cast<std::size_t>(status.st_size) + 1, '\0');
  std::size_t size = 0;
  for (;;) {
    if (size == bytes.size()) bytes.resize(bytes.size() * 2);
    const ssize_t got = ::read(fd.get(), bytes.data() + size, bytes.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::unexpected(errno_error(at("cannot read", path), errno));
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
    if (size > bytes_max) return too_large();
  }
  bytes.resize(size);
  return bytes;
}

Result<void> write_file(const std::filesystem::path& path, std::string_view bytes, unsigned mode) {
  const std::filesystem::path temporary = path.string() + ".new-" + Uuid::random().text();
  if (auto written = write_new(temporary, bytes, mode); !written) {
    ::unlink(temporary.c_str());
    return written;
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) {
    const int error_number = errno;
    ::unlink(temporary.c_str());
    return std::unexpected(errno_error(at("cannot replace", path), error_number));
  }
  return sync_folder(path.parent_path());
}

Result<void> sync_folder(const std::filesystem::path& folder) {
  const std::filesystem::path named = folder.empty() ? std::filesystem::path(".") : folder;
  const Fd fd(::open(named.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.open()) return std::unexpected(errno_error(at("cannot open folder", named), errno));
  if (::fsync(fd.get()) != 0) {
    return std::unexpected(errno_error(at("cannot sync folder", named), errno));
  }
  return {};
}

Result<void> make_folder(const std::filesystem::path& folder) {
  if (folder.empty() || ::mkdir(folder.c_str(), 0700) == 0) return {};
  if (errno == ENOENT && folder.has_parent_path()) {
    TRY(make_folder(folder.parent_path()));
    if (::mkdir(folder.c_str(), 0700) == 0) return {};
  }
  struct stat status{};
  if (errno == EEXIST && ::stat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) return {};
  return std::unexpected(errno_error(at("cannot make folder", folder), errno));
}

Result<FileLock> FileLock::take(const std::filesystem::path& path) {
  Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd.open()) return std::unexpected(errno_error(at("cannot open", path), errno));
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    char holder[32] = {};
    const ssize_t got = ::pread(fd.get(), holder, sizeof holder - 1, 0);
    return fail(Fault::conflict,
                path.string() + " is held by process " +
                    std::string(holder, got > 0 ? static_cast<std::size_t>(got) : 0));
  }
  const std::string self = std::to_string(::getpid());
  if (::ftruncate(fd.get(), 0) != 0 ||
      ::pwrite(fd.get(), self.data(), self.size(), 0) != static_cast<ssize_t>(self.size())) {
    return std::unexpected(errno_error(at("cannot write", path), errno));
  }
  return FileLock(std::move(fd));
}

}  // namespace backstamp
