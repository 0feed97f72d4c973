// For tests and benches: Maildirs made on disk, and the whole state of a tree as text.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/hash.h"
#include "base/uuid.h"

namespace backstamp::platform {

class MaildirsOnDisk {
 public:
  // In memory when the machine has such a place: tests are about order, not about disks.
  explicit MaildirsOnDisk(std::filesystem::path below = default_place())
      : root_(below / ("backstamp-maildirs-" + Uuid::random().text())) {
    std::filesystem::create_directories(root_);
    root_ = std::filesystem::canonical(root_);
  }
  MaildirsOnDisk(const MaildirsOnDisk&) = delete;
  MaildirsOnDisk& operator=(const MaildirsOnDisk&) = delete;
  ~MaildirsOnDisk() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }

  static std::filesystem::path default_place() {
    if (const char* chosen = std::getenv("TEST_TMPDIR")) return chosen;
    if (::access("/dev/shm", W_OK) == 0) return "/dev/shm";
    return std::filesystem::temp_directory_path();
  }

  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path maildir(std::string_view user) const { return root_ / user; }

  // A Maildir, or with `directory` a folder of it (".Archive.2026", "Archive/2026").
  std::filesystem::path make(std::string_view user, std::string_view directory = ".") const {
    const auto folder = maildir(user) / directory;
    for (const char* area : {"cur", "new", "tmp"}) {
      std::filesystem::create_directories(folder / area);
      ::chmod((folder / area).c_str(), 0700);
    }
    ::chmod(folder.c_str(), 0700);
    return folder;
  }

  struct Letter {
    std::string_view directory = ".", area = "cur", name;
    std::int64_t modified_ns = 1'600'000'000'123'456'789;
    unsigned mode = 0600;
  };
  std::filesystem::path put(std::string_view user, const Letter& letter,
                            std::string_view bytes) const {
    const auto path = maildir(user) / letter.directory / letter.area / letter.name;
    const Fd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    require(fd.open() &&
            ::write(fd.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    require(::fchmod(fd.get(), letter.mode) == 0);
    const timespec time{letter.modified_ns / 1'000'000'000, letter.modified_ns % 1'000'000'000};
    const timespec times[2] = {time, time};
    require(::futimens(fd.get(), times) == 0);
    return path;
  }

  // Relative path -> kind, mode, owner and, of files, time and content. Times of directories are
  // left out: any change within sets them.
  std::map<std::string, std::string> state() const {
    std::map<std::string, std::string> all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root_)) {
      all[entry.path().lexically_relative(root_).string()] = state_of(entry.path());
    }
    return all;
  }

 private:
  static void require(bool met) {
    if (!met) throw std::runtime_error("cannot lay out a Maildir");
  }

  static std::string state_of(const std::filesystem::path& path) {
    struct stat status{};
    require(::lstat(path.c_str(), &status) == 0);
    std::string text = std::to_string(status.st_mode) + " " + std::to_string(status.st_uid) + ":" +
                       std::to_string(status.st_gid);
    if (!S_ISREG(status.st_mode)) return text;
    text += " " + std::to_string(status.st_mtim.tv_sec) + "." +
            std::to_string(status.st_mtim.tv_nsec) + " ";
    const auto bytes = read_file(path, 1u << 30);
    return text + (bytes ? sha256_hex(*bytes) : bytes.error().what);
  }

  std::filesystem::path root_;
};

}  // namespace backstamp::platform
