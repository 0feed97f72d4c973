#include "platform/maildir_making.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/log.h"
#include "base/uuid.h"
#include "platform/maildir_folder.h"

namespace backstamp::platform {
namespace {

// Whose owner and mode a new directory gets.
struct Model {
  mode_t mode;
  uid_t uid;
  gid_t gid;
};

Result<Model> model_of(const Directory& directory) {
  const struct stat status = TRY(directory.status());
  return Model{status.st_mode & 07777, status.st_uid, status.st_gid};
}

// A sibling folder of the same layout, or the Maildir itself.
Result<Model> sibling(const Directory& maildir, bool flat) {
  const FolderList list = TRY(list_folders(maildir));
  for (const MaildirFolder& folder : list.folders) {
    if (folder.directory == "." || folder.directory.starts_with('.') != flat) continue;
    const auto directory = maildir.under(folder.directory);
    if (directory) return model_of(*directory);
  }
  return model_of(maildir);
}

Result<void> dress(int fd, const Model& model, const std::string& path) {
  struct stat status{};
  if (::fstat(fd, &status) != 0) {
    return std::unexpected(errno_error("cannot look at " + path, errno));
  }
  const bool same_owner = status.st_uid == model.uid && status.st_gid == model.gid;
  if (!same_owner && ::fchown(fd, model.uid, model.gid) != 0) {
    return std::unexpected(errno_error("cannot set the owner of " + path, errno));
  }
  if (::fchmod(fd, model.mode) != 0) {
    return std::unexpected(errno_error("cannot set the mode of " + path, errno));
  }
  return {};
}

Result<Directory> make_directory(const Directory& parent, const std::string& name,
                                 const Model& model) {
  if (::mkdirat(parent.fd(), name.c_str(), 0700) != 0) {
    return std::unexpected(errno_error("cannot make " + parent.path_of(name), errno));
  }
  Directory directory = TRY(parent.under(name));
  TRY(dress(directory.fd(), model, directory.path()));
  return directory;
}

// The mark by which Maildir++ delivery agents know a folder.
Result<void> make_mark(const Directory& folder, Model model) {
  const Fd fd(
      ::openat(folder.fd(), "maildirfolder", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!fd.open()) {
    return std::unexpected(errno_error("cannot make maildirfolder in " + folder.path(), errno));
  }
  model.mode &= 0666;
  return dress(fd.get(), model, folder.path_of("maildirfolder"));
}

void take_away(const Directory& parent, const std::string& name) {
  if (const auto directory = parent.under(name)) {
    ::unlinkat(directory->fd(), "maildirfolder", 0);
    for (const char* area : {"cur", "new", "tmp"}) ::unlinkat(directory->fd(), area, AT_REMOVEDIR);
  }
  ::unlinkat(parent.fd(), name.c_str(), AT_REMOVEDIR);
}

enum class Kind { flat_folder, nested_folder, only_parent };

Result<void> build(const Directory& parent, const std::string& name, const Model& model,
                   Kind kind) {
  const Directory folder = TRY(make_directory(parent, name, model));
  if (kind == Kind::only_parent) return {};
  for (const char* area : {"cur", "new", "tmp"}) TRY(make_directory(folder, area, model));
  if (kind == Kind::flat_folder) TRY(make_mark(folder, model));
  return folder.sync();
}

// Built aside and renamed, so that nobody meets it half made.
Result<Directory> make_folder(const Directory& maildir, const Directory& parent,
                              const std::string& name, Kind kind) {
  const Model model = TRY(sibling(maildir, kind == Kind::flat_folder));
  const auto tmp = maildir.under("tmp");
  const Directory& aside = tmp ? *tmp : maildir;
  const std::string draft = "backstamp-" + Uuid::random().text();
  auto built = build(aside, draft, model, kind);
  if (built && ::renameat(aside.fd(), draft.c_str(), parent.fd(), name.c_str()) != 0) {
    // ENOTEMPTY, EEXIST: somebody made it at the same time; theirs will do.
    const bool theirs = errno == ENOTEMPTY || errno == EEXIST;
    if (!theirs) built = std::unexpected(errno_error("cannot make " + parent.path_of(name), errno));
    take_away(aside, draft);
  }
  if (!built) {
    take_away(aside, draft);
    return std::unexpected(std::move(built).error());
  }
  TRY(parent.sync());
  log(LogLevel::info, "folder of a mailbox made again", {{"folder", parent.path_of(name)}});
  return parent.under(name);
}

}  // namespace

Result<Directory> open_or_make_folder(const Directory& maildir, std::string_view directory) {
  auto folder = maildir.under(directory);
  if (folder || folder.error().fault != Fault::not_found) return folder;
  Directory parent = TRY(maildir.under("."));
  std::string_view rest = directory;
  for (;;) {
    const std::size_t slash = rest.find('/');
    const std::string name(rest.substr(0, slash));
    const bool last = slash == rest.npos;
    auto next = parent.under(name);
    if (!next && next.error().fault == Fault::not_found) {
      const Kind kind = !last                   ? Kind::only_parent
                        : name.starts_with('.') ? Kind::flat_folder
                                                : Kind::nested_folder;
      next = make_folder(maildir, parent, name, kind);
    }
    parent = TRY(std::move(next));
    if (last) return parent;
    rest.remove_prefix(slash + 1);
  }
}

Result<Directory> open_or_make_area(const Directory& folder, std::string_view area) {
  auto directory = folder.under(area);
  if (directory || directory.error().fault != Fault::not_found) return directory;
  const Model model = TRY(model_of(folder));
  auto made = make_directory(folder, std::string(area), model);
  if (!made && made.error().fault == Fault::conflict) return folder.under(area);
  TRY(folder.sync());
  return made;
}

}  // namespace backstamp::platform
