#include "platform/maildir_folder.h"

#include <dirent.h>

#include <algorithm>

namespace backstamp::platform {
namespace {

bool is_area(std::string_view name) { return name == "cur" || name == "new" || name == "tmp"; }

// Walks down, collecting. Only what stands at the top is Maildir++; below it names are "fs".
class FolderWalk {
 public:
  explicit FolderWalk(const FolderLimits& limits) : limits_(limits) {}

  Result<FolderList> run(const Directory& maildir) {
    if (TRY(maildir.has_directory("cur"))) TRY(add("."));
    for (const std::string& name : TRY(subdirectories(maildir))) {
      TRY(look(maildir, name, name, 1));
    }
    std::ranges::sort(list_.folders, {}, &MaildirFolder::directory);
    return std::move(list_);
  }

 private:
  Result<void> add(const std::string& directory) {
    if (list_.folders.size() >= limits_.folders_max) {
      return fail(Fault::limit, "more than " + std::to_string(limits_.folders_max) + " folders");
    }
    list_.folders.push_back({directory, folder_of_directory(directory)});
    return {};
  }

  static Result<std::vector<std::string>> subdirectories(const Directory& directory) {
    std::vector<std::string> names;
    TRY(directory.each([&](std::string_view name, unsigned char type) {
      const bool maybe = type == DT_DIR || type == DT_UNKNOWN;
      if (maybe && !is_area(name)) names.emplace_back(name);
      return true;
    }));
    return names;
  }

  Result<void> look(const Directory& parent, const std::string& name, const std::string& relative,
                    int depth) {
    const auto directory = parent.under(name);
    if (!directory) return note(directory.error(), parent.path_of(name));
    const auto is_folder = directory->has_directory("cur");
    if (!is_folder) return note(is_folder.error(), directory->path());
    if (*is_folder) TRY(add(relative));
    const bool flat = name.starts_with('.');
    if (flat || depth >= limits_.depth_max) return {};
    const auto below = subdirectories(*directory);
    if (!below) return note(below.error(), directory->path());
    for (const std::string& next : *below) {
      // A dot below the top is a server's own business.
      if (!next.starts_with('.')) TRY(look(*directory, next, relative + "/" + next, depth + 1));
    }
    return {};
  }

  // What went away meanwhile, or is no directory after all, is not missed.
  Result<void> note(const Error& error, const std::string& path) {
    if (error.fault == Fault::denied) list_.unreadable.push_back(path);
    return {};
  }

  const FolderLimits limits_;
  FolderList list_;
};

bool is_relative_path(std::string_view path) {
  while (true) {
    const std::size_t slash = path.find('/');
    if (!is_entry_name(path.substr(0, slash))) return false;
    if (slash == path.npos) return true;
    path.remove_prefix(slash + 1);
  }
}

}  // namespace

std::string_view base_name(std::string_view file_name) {
  return file_name.substr(0, file_name.find(':'));
}

std::string folder_of_directory(std::string_view directory) {
  if (directory == ".") return "INBOX";
  if (!directory.starts_with('.')) return std::string(directory);
  std::string folder(directory.substr(1));
  std::ranges::replace(folder, '.', '/');
  return folder;
}

std::vector<std::string> directories_of_folder(std::string_view folder) {
  if (!is_relative_path(folder)) return {};
  std::vector<std::string> directories;
  if (ascii_equal(folder, "INBOX")) directories.emplace_back(".");
  std::string flat = "." + std::string(folder);
  std::ranges::replace(flat, '/', '.');
  if (is_entry_name(flat)) directories.push_back(std::move(flat));
  directories.emplace_back(folder);
  return directories;
}

Result<FolderList> list_folders(const Directory& maildir, const FolderLimits& limits) {
  return FolderWalk(limits).run(maildir);
}

}  // namespace backstamp::platform
