// Files that survive power loss, read within bounds. Errors name the path.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/text.h"

namespace backstamp {

// A file descriptor that closes itself.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(other.release()) {}
  Fd& operator=(Fd&& other) noexcept;
  ~Fd();
  int get() const { return fd_; }
  bool open() const { return fd_ >= 0; }
  int release();

 private:
  int fd_ = -1;
};

// The whole file. Errors: not_found, denied, limit when it is larger than `bytes_max`,
// invalid when it is no regular file.
Result<Bytes> read_file(const std::filesystem::path& path, std::uint64_t bytes_max);

// Replaces `path` as a whole: temporary file beside it, fsync, rename, fsync of the folder.
// After success the new content survives power loss; after failure the old one stands.
Result<void> write_file(const std::filesystem::path& path, std::string_view bytes,
                        unsigned mode = 0600);

// fsync of a folder, so that names made or removed in it survive power loss.
Result<void> sync_folder(const std::filesystem::path& folder);

// Makes the folder and its parents (mode 0700) unless they are there.
Result<void> make_folder(const std::filesystem::path& folder);

// An exclusive lock held as long as the object and the process live; the kernel frees it on
// SIGKILL. Error: conflict when another process holds it, with that process's id.
class FileLock {
 public:
  static Result<FileLock> take(const std::filesystem::path& path);

 private:
  explicit FileLock(Fd fd) : fd_(std::move(fd)) {}
  Fd fd_;
};

}  // namespace backstamp
