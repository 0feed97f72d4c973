#include "intake/source.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/file.h"
#include "message/mbox.h"
#include "message/parse.h"

namespace backstamp::intake {
namespace {

namespace fs = std::filesystem;

constexpr int depth_max = 32;

struct Walk {
  const Visitor& visitor;
  Text mailbox;
  bool going = true;

  void refuse(const fs::path& path, std::string reason) {
    visitor.refused({path, std::move(reason)});
  }
  void give(Item item) { going = going && visitor.item(item); }
};

std::vector<fs::directory_entry> entries(Walk& walk, const fs::path& folder) {
  std::error_code error;
  std::vector<fs::directory_entry> found;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    found.push_back(*it);
  }
  if (error) walk.refuse(folder, "cannot read folder: " + error.message());
  std::ranges::sort(found);
  return found;
}

bool is_folder(const fs::path& path) {
  std::error_code error;
  return fs::symlink_status(path, error).type() == fs::file_type::directory;
}

bool is_maildir(const fs::path& folder) {
  return is_folder(folder / "cur") && is_folder(folder / "new");
}

// The first bytes of a file, enough to tell what it is. Error text for people.
Result<Bytes> beginning(const fs::path& path) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW));
  if (!fd.open()) return std::unexpected(errno_error("cannot open", errno));
  Bytes bytes(16 * 1024, '\0');
  const ssize_t got = ::read(fd.get(), bytes.data(), bytes.size());
  if (got < 0) return std::unexpected(errno_error("cannot read", errno));
  bytes.resize(static_cast<std::size_t>(got));
  return bytes;
}

// `no_mail` is the reason to refuse what is no mail.
void visit_file(Walk& walk, const fs::directory_entry& entry,
                std::string_view no_mail = "not a mail message") {
  const fs::path& path = entry.path();
  std::error_code error;
  const auto type = entry.symlink_status(error).type();
  if (type == fs::file_type::symlink) return walk.refuse(path, "symbolic link, not followed");
  if (type != fs::file_type::regular) return walk.refuse(path, "not a regular file");
  const auto bytes = beginning(path);
  if (!bytes) return walk.refuse(path, bytes.error().what);
  if (bytes->empty()) return walk.refuse(path, "empty file");
  // A single message may keep its "From " line too, with or without a date in it.
  if (message::is_separator(std::string_view(*bytes).substr(0, bytes->find('\n')))) {
    return walk.give({path, ItemKind::mbox_file, walk.mailbox, {}});
  }
  if (!message::looks_like_message(*bytes)) return walk.refuse(path, std::string(no_mail));
  walk.give({path, ItemKind::message_file, walk.mailbox, {}});
}

void visit_maildir_area(Walk& walk, const fs::path& area, const std::string& folder) {
  for (const fs::directory_entry& entry : entries(walk, area)) {
    if (!walk.going) return;
    std::error_code error;
    const auto type = entry.symlink_status(error).type();
    if (type != fs::file_type::regular) {
      walk.refuse(entry.path(), type == fs::file_type::symlink ? "symbolic link, not followed"
                                                               : "not a regular file");
      continue;
    }
    walk.give({entry.path(), ItemKind::maildir_message, walk.mailbox, folder});
  }
}

void visit(Walk& walk, const fs::path& folder, const Text& mailbox, int depth);

// Within `parent`: ".Archive.2026" is "Archive/2026" (Maildir++), "Archive" is "Archive" (layout
// fs).
std::string folder_name(const fs::path& path, const std::string& parent) {
  std::string name = path.filename().string();
  if (name.starts_with('.')) {
    name.erase(0, 1);
    std::ranges::replace(name, '.', '/');
  }
  return parent == "INBOX" ? name : parent + "/" + name;
}

void refuse_undelivered(Walk& walk, const fs::path& area) {
  if (!is_folder(area)) return;
  for (const fs::directory_entry& entry : entries(walk, area)) {
    walk.refuse(entry.path(), "in tmp/ of a Maildir: its delivery was not finished");
  }
}

void visit_maildir(Walk& walk, const fs::path& root, const std::string& folder, int depth) {
  if (!walk.visitor.item) return;
  if (depth > depth_max) return walk.refuse(root, "folders nested deeper than 32");
  visit_maildir_area(walk, root / "new", folder);
  visit_maildir_area(walk, root / "cur", folder);
  refuse_undelivered(walk, root / "tmp");
  for (const fs::directory_entry& entry : entries(walk, root)) {
    if (!walk.going) return;
    const std::string name = entry.path().filename().string();
    if (name == "new" || name == "cur" || name == "tmp") continue;
    if (is_maildir(entry.path())) {
      visit_maildir(walk, entry.path(), folder_name(entry.path(), folder), depth + 1);
    } else if (is_folder(entry.path())) {
      visit(walk, entry.path(), walk.mailbox, depth + 1);
    } else {
      visit_file(walk, entry, "a file of the Maildir itself, no mail");
    }
  }
}

// ORG/DOMAIN/USER/Maildir: the address stands in the path.
Text address_of(const fs::path& maildir) {
  const std::string user = maildir.parent_path().filename().string();
  const std::string domain = maildir.parent_path().parent_path().filename().string();
  if (maildir.filename() != "Maildir" || user.find('@') != user.npos) return Text::lossy(user);
  return Text::lossy(user + "@" + ascii_lower(domain));
}

void visit(Walk& walk, const fs::path& folder, const Text& mailbox, int depth) {
  if (depth > depth_max) return walk.refuse(folder, "folders nested deeper than 32");
  if (is_maildir(folder)) {
    const bool in_organisation = folder.filename() == "Maildir" && depth >= 1;
    walk.mailbox = in_organisation && mailbox.empty() ? address_of(folder) : mailbox;
    if (!walk.mailbox.empty()) walk.visitor.mailbox({walk.mailbox, fs::absolute(folder)});
    visit_maildir(walk, folder, "INBOX", depth);
    walk.mailbox = mailbox;
    return;
  }
  for (const fs::directory_entry& entry : entries(walk, folder)) {
    if (!walk.going) return;
    if (is_folder(entry.path())) {
      visit(walk, entry.path(), mailbox, depth + 1);
    } else if (walk.visitor.item) {
      visit_file(walk, entry);
    }
  }
}

}  // namespace

Result<void> walk(const fs::path& source, const Text& mailbox, const Visitor& visitor) {
  std::error_code error;
  const auto status = fs::status(source, error);
  if (!fs::exists(status)) {
    return fail(Fault::not_found,
                "nothing to import at " + source.string() + ": no such file or folder");
  }
  Walk walking{visitor, mailbox};
  if (fs::is_directory(status)) {
    if (::access(source.c_str(), R_OK | X_OK) != 0) {
      return std::unexpected(errno_error("cannot read folder " + source.string(), errno));
    }
    const fs::path root = fs::weakly_canonical(source);
    visit(walking, root, mailbox, 0);
  } else if (visitor.item) {
    visit_file(walking, fs::directory_entry(source));
  }
  return {};
}

}  // namespace backstamp::intake
