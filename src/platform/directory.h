// A directory that belongs to somebody else, walked without being led astray: no symbolic link is
// ever followed, no name climbs out, no device or pipe is opened.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/result.h"
#include "base/text.h"

namespace backstamp::platform {

// A regular file, open for reading.
struct File {
  Fd fd;
  struct stat status{};
};

class Directory {
 public:
  // `absolute` must not pass through a symbolic link: the caller resolved it when the administrator
  // named it, so a link met now was put there since. Errors: not_found, denied.
  static Result<Directory> open(const std::filesystem::path& absolute);

  // A directory below: "cur", ".Archive/new". "." is this one. Errors: not_found, denied (no
  // permission, or a symbolic link), invalid ("..", empty component).
  Result<Directory> under(std::string_view relative) const;

  // Errors: not_found, denied, invalid when it is no regular file.
  Result<File> file(std::string_view name) const;

  // Calls `see` with each name but "." and ".." until it returns false, in the order of the file
  // system. `type` is a DT_ value of readdir(3), possibly DT_UNKNOWN.
  using See = std::function<bool(std::string_view name, unsigned char type)>;
  Result<void> each(const See& see) const;

  Result<void> sync() const;
  Result<struct stat> status() const;
  // Whether there is a directory of that name. Error: denied when that can't be told.
  Result<bool> has_directory(std::string_view name) const;

  int fd() const { return fd_.get(); }
  const std::string& path() const { return path_; }
  std::string path_of(std::string_view name) const { return path_ + "/" + std::string(name); }

 private:
  Directory(Fd fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}
  Result<Directory> child(std::string_view name) const;

  Fd fd_;
  std::string path_;  // for messages
};

// True for a name that stands for one entry of a directory: not empty, ".", "..", no "/" or NUL.
bool is_entry_name(std::string_view name);

// Reads all of it. Error: limit when it is larger than `bytes_max`.
Result<Bytes> read_all(const File& file, std::uint64_t bytes_max, const std::string& path);

}  // namespace backstamp::platform
