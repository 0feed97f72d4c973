#include "platform/directory.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

namespace backstamp::platform {
namespace {

constexpr int directory_flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

Error open_error(int error_number, const std::string& path) {
  if (error_number == ELOOP) {
    return Error{Fault::denied, path + " is a symbolic link; links in a mailbox are not followed"};
  }
  return errno_error("cannot open " + path, error_number);
}

// With O_DIRECTORY a link gives ENOTDIR: say which it was.
Error directory_error(int parent, const std::string& name, int error_number,
                      const std::string& path) {
  struct stat status{};
  const bool link = error_number == ENOTDIR &&
                    ::fstatat(parent, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
                    S_ISLNK(status.st_mode);
  return open_error(link ? ELOOP : error_number, path);
}

std::string_view first_component(std::string_view& rest) {
  const std::size_t slash = rest.find('/');
  const std::string_view component = rest.substr(0, slash);
  rest = slash == rest.npos ? std::string_view() : rest.substr(slash + 1);
  return component;
}

}  // namespace

bool is_entry_name(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && name.size() <= 255 &&
         name.find('/') == name.npos && name.find('\0') == name.npos;
}

Result<Directory> Directory::open(const std::filesystem::path& absolute) {
  const std::string text = absolute.lexically_normal().string();
  if (!text.starts_with('/')) return fail(Fault::invalid, "not an absolute path: " + text);
  Fd root(::open("/", directory_flags));
  if (!root.open()) return std::unexpected(errno_error("cannot open /", errno));
  Directory directory(std::move(root), "");
  std::string_view rest = std::string_view(text).substr(1);
  while (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.empty()) return directory;
  return directory.under(rest);
}

Result<Directory> Directory::child(std::string_view name) const {
  if (!is_entry_name(name)) {
    return fail(Fault::invalid, "not a name within " + path_ + ": '" + std::string(name) + "'");
  }
  const std::string text(name);
  Fd fd(::openat(fd_.get(), text.c_str(), directory_flags));
  // Passing through needs no right to read: /home is often closed to listing.
  if (!fd.open() && errno == EACCES) {
    fd = Fd(::openat(fd_.get(), text.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  }
  if (!fd.open()) {
    return std::unexpected(directory_error(fd_.get(), text, errno, path_of(name)));
  }
  return Directory(std::move(fd), path_of(name));
}

Result<Directory> Directory::under(std::string_view relative) const {
  if (relative == ".") {
    Fd same(::openat(fd_.get(), ".", directory_flags));
    if (!same.open()) return std::unexpected(open_error(errno, path_));
    return Directory(std::move(same), path_);
  }
  Directory directory = TRY(child(first_component(relative)));
  while (!relative.empty()) directory = TRY(directory.child(first_component(relative)));
  return directory;
}

Result<File> Directory::file(std::string_view name) const {
  if (!is_entry_name(name)) {
    return fail(Fault::invalid, "not a name within " + path_ + ": '" + std::string(name) + "'");
  }
  const std::string text(name);
  File file;
  // O_NONBLOCK: a pipe put there must not hold us.
  file.fd = Fd(::openat(fd_.get(), text.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!file.fd.open()) return std::unexpected(open_error(errno, path_of(name)));
  if (::fstat(file.fd.get(), &file.status) != 0) {
    return std::unexpected(errno_error("cannot look at " + path_of(name), errno));
  }
  if (!S_ISREG(file.status.st_mode)) {
    return fail(Fault::invalid, path_of(name) + " is not a regular file");
  }
  return file;
}

Result<void> Directory::each(const See& see) const {
  Fd own(::openat(fd_.get(), ".", directory_flags));
  if (!own.open()) return std::unexpected(errno_error("cannot list " + path_, errno));
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(own.get()), ::closedir);
  if (!stream) return std::unexpected(errno_error("cannot list " + path_, errno));
  own.release();  // the stream closes it
  for (;;) {
    errno = 0;
    const dirent* entry = ::readdir(stream.get());
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
    if (name != "." && name != ".." && !see(name, entry->d_type)) return {};
  }
  if (errno != 0) return std::unexpected(errno_error("cannot list " + path_, errno));
  return {};
}

Result<void> Directory::sync() const {
  if (::fsync(fd_.get()) != 0) return std::unexpected(errno_error("cannot sync " + path_, errno));
  return {};
}

Result<struct stat> Directory::status() const {
  struct stat status{};
  if (::fstat(fd_.get(), &status) != 0) {
    return std::unexpected(errno_error("cannot look at " + path_, errno));
  }
  return status;
}

Result<bool> Directory::has_directory(std::string_view name) const {
  struct stat status{};
  if (::fstatat(fd_.get(), std::string(name).c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) {
    return S_ISDIR(status.st_mode);
  }
  if (errno == ENOENT || errno == ENOTDIR) return false;
  return std::unexpected(errno_error("cannot look into " + path_, errno));
}

Result<Bytes> read_all(const File& file, std::uint64_t bytes_max, const std::string& path) {
  const auto size = static_cast<std::uint64_t>(file.status.st_size);
  const auto too_large = [&] {
    return fail(Fault::limit, path + " is larger than " + std::to_string(bytes_max) + " bytes");
  };
  if (size > bytes_max) return too_large();
  Bytes bytes(static_cast<std::size_t>(size) + 1, '\0');
  std::size_t filled = 0;
  for (;;) {
    if (filled == bytes.size()) bytes.resize(bytes.size() * 2);
    const ssize_t got = ::pread(file.fd.get(), bytes.data() + filled, bytes.size() - filled,
                                static_cast<off_t>(filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::unexpected(errno_error("cannot read " + path, errno));
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
    if (filled > bytes_max) return too_large();
  }
  bytes.resize(filled);
  return bytes;
}

}  // namespace backstamp::platform
