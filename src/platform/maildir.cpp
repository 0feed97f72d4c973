#include "platform/maildir.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

#include "base/hash.h"
#include "platform/maildir_file.h"
#include "platform/maildir_folder.h"
#include "platform/maildir_restore.h"
#include "platform/maildir_search.h"

namespace backstamp::platform {
namespace {

constexpr int tries_max = 5;  // of unlinking a file whose flags are changed under us

// What the administrator named, without the links on the way. A path that is not there yet is kept
// as it is.
std::filesystem::path resolved(const std::filesystem::path& path) {
  std::error_code error;
  const auto real = std::filesystem::canonical(path, error);
  return error ? std::filesystem::absolute(path).lexically_normal() : real;
}

template <class Map>
auto look_up(Map& mailboxes, const Text& address) {
  const auto exact = mailboxes.find(address);
  if (exact != mailboxes.end()) return exact;
  return std::ranges::find_if(mailboxes, [&](const auto& mailbox) {
    return ascii_equal(mailbox.first.view(), address.view());
  });
}

std::string described(const Place& place) {
  return place.folder + "/" + place.area + "/" + Text::lossy(place.name).str() + " of " +
         place.address.str();
}

// The folder of the place; nothing when it is gone.
Result<std::optional<Directory>> folder_of(const Directory& maildir, const Place& place) {
  auto directories = place.directory.empty() ? directories_of_folder(place.folder)
                                             : std::vector<std::string>{place.directory};
  for (const std::string& directory : directories) {
    auto folder = maildir.under(directory);
    if (folder) return std::move(*folder);
    if (folder.error().fault != Fault::not_found) {
      return std::unexpected(std::move(folder).error());
    }
  }
  return std::nullopt;
}

struct Instance {
  MaildirFile file;
  Bytes bytes;
};

struct Instances {
  std::optional<Instance> same;  // with the bytes of the place
  bool others = false;           // of that base name with other bytes
};

Result<Instances> instances_in(const Directory& folder, const Place& place,
                               std::uint64_t bytes_max) {
  Instances found;
  for (MaildirFile& file : TRY(open_by_name(folder, place.name))) {
    Bytes bytes = TRY(read_all(file.file, bytes_max, file.area_directory.path_of(file.name)));
    if (sha256_hex(bytes) == place.sha256) {
      found.same = Instance{std::move(file), std::move(bytes)};
      return found;
    }
    found.others = true;
  }
  return found;
}

// So that what is seen gone stays gone after power loss, even if an earlier run was killed
// before it could say so.
Result<void> sync_areas(const Directory& folder) {
  for (const std::string_view area : maildir_areas) {
    const auto directory = folder.under(area);
    if (directory) TRY(directory->sync());
  }
  return {};
}

}  // namespace

Maildirs::Maildirs(const Paths& mailboxes, std::uint64_t bytes_max)
    : bytes_max_(bytes_max), mailboxes_(std::make_shared<const Paths>()) {
  set(mailboxes);
}

void Maildirs::set(const Paths& mailboxes) {
  Paths next;
  for (const auto& [address, path] : mailboxes) next[address] = resolved(path);
  auto snapshot = std::make_shared<const Paths>(std::move(next));
  mailboxes_.with([&](Snapshot& current) { current = std::move(snapshot); });
}

void Maildirs::add(const Text& address, const std::filesystem::path& maildir) {
  const auto path = resolved(maildir);
  mailboxes_.with([&](Snapshot& current) {
    Paths next = *current;
    next[address] = path;
    current = std::make_shared<const Paths>(std::move(next));
  });
}

bool Maildirs::has(const Text& address) const {
  const Snapshot mailboxes = mailboxes_.with([](const Snapshot& current) { return current; });
  return look_up(*mailboxes, address) != mailboxes->end();
}

Result<Directory> Maildirs::open(const Text& address) const {
  const Snapshot mailboxes = mailboxes_.with([](const Snapshot& current) { return current; });
  const auto mailbox = look_up(*mailboxes, address);
  if (mailbox == mailboxes->end()) {
    return fail(Fault::not_found, "no mailbox is known for " + address.str());
  }
  return TRY_IN("mailbox of " + address.str(), Directory::open(mailbox->second));
}

Result<std::vector<Place>> Maildirs::find(const Text& address,
                                          const message::NetworkMessageId& message,
                                          const Hint& hint) const {
  const Directory maildir = TRY(open(address));
  const Search search{maildir, address, message, bytes_max_, memory_};
  auto places = TRY(find_at(search, hint));
  if (!places.empty()) return places;
  std::string header = hint.internet_message_id;
  if (header.empty()) header = memory_.header_of(message);
  return find_everywhere(search, std::move(header));
}

Result<Bytes> Maildirs::read(const Place& place) const {
  const Directory maildir = TRY(open(place.address));
  const auto folder = TRY(folder_of(maildir, place));
  if (!folder) return fail(Fault::not_found, "no folder for " + described(place));
  Instances found = TRY(instances_in(*folder, place, bytes_max_));
  if (found.same) return std::move(found.same->bytes);
  if (found.others) return fail(Fault::conflict, "other bytes in " + described(place));
  return fail(Fault::not_found, "no longer there: " + described(place));
}

Result<void> Maildirs::remove(const Place& place) const {
  const Directory maildir = TRY(open(place.address));
  const auto folder = TRY(folder_of(maildir, place));
  if (!folder) return fail(Fault::not_found, "no folder for " + described(place));
  for (int tries = 0; tries < tries_max; ++tries) {
    const Instances found = TRY(instances_in(*folder, place, bytes_max_));
    if (!found.same) {
      TRY(sync_areas(*folder));
      if (found.others) return fail(Fault::conflict, "other bytes in " + described(place));
      return fail(Fault::not_found, "no longer there: " + described(place));
    }
    const MaildirFile& file = found.same->file;
    if (::unlinkat(file.area_directory.fd(), file.name.c_str(), 0) == 0) {
      return file.area_directory.sync();
    }
    if (errno != ENOENT) {
      return std::unexpected(
          errno_error("cannot remove " + file.area_directory.path_of(file.name), errno));
    }
  }
  return fail(Fault::conflict, "renamed again and again: " + described(place));
}

Result<Place> Maildirs::restore(const Place& place, std::string_view bytes) const {
  if (sha256_hex(bytes) != place.sha256) {
    return fail(Fault::corrupt, "the letter kept is not the one taken from " + described(place));
  }
  const Directory maildir = TRY(open(place.address));
  const auto folder = TRY(folder_of(maildir, place));
  if (folder) {
    const Instances found = TRY(instances_in(*folder, place, bytes_max_));
    if (found.same) {
      TRY(sync_areas(*folder));
      return place;
    }
    if (found.others) {
      return fail(Fault::conflict, "the name is taken by another message: " + described(place));
    }
  }
  TRY(restore_into(maildir, place, bytes));
  return place;
}

Result<bool> Maildirs::present(const Place& place) const {
  const Directory maildir = TRY(open(place.address));
  const auto folder = TRY(folder_of(maildir, place));
  if (!folder) return false;
  return TRY(instances_in(*folder, place, bytes_max_)).same.has_value();
}

std::unique_ptr<Mailboxes> make_maildirs(const Maildirs::Paths& mailboxes) {
  return std::make_unique<Maildirs>(mailboxes);
}

}  // namespace backstamp::platform
