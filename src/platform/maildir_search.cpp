#include "platform/maildir_search.h"

#include <unistd.h>

#include <algorithm>

#include "base/hash.h"
#include "base/log.h"
#include "message/header_block.h"
#include "message/network_message_id.h"
#include "platform/maildir_file.h"
#include "platform/maildir_folder.h"

namespace backstamp::platform {
namespace {

constexpr std::size_t head_bytes = 16 * 1024;
constexpr int scans_max = 5;

std::string message_id_in(std::string_view head) {
  const auto value = message::read_header_block(head).first("Message-ID");
  return value ? std::string(trim(*value)) : std::string();
}

// True when the head alone shows that this is another message. In doubt false.
bool is_another(const File& file, std::string_view internet_message_id) {
  std::string head(head_bytes, '\0');
  const ssize_t got = ::pread(file.fd.get(), head.data(), head.size(), 0);
  if (got <= 0) return false;
  head.resize(static_cast<std::size_t>(got));
  const message::HeaderBlock block = message::read_header_block(head);
  const bool whole = !block.body.empty() || file.status.st_size <= got;
  const auto value = block.first("Message-ID");
  return whole && trim(value.value_or("")) != internet_message_id;
}

Place place_of(const Search& search, const MaildirFolder& folder, const MaildirFile& found,
               std::string_view bytes) {
  Place place;
  place.address = search.address;
  place.folder = folder.folder;
  place.directory = folder.directory;
  place.name = found.name;
  place.area = found.area;
  place.modified_ns = modified_ns(found.file.status);
  place.mode = found.file.status.st_mode & 07777;
  place.uid = found.file.status.st_uid;
  place.gid = found.file.status.st_gid;
  place.sha256 = sha256_hex(bytes);
  return place;
}

// Reads the file and says where it lies if it is the message sought.
Result<std::optional<Place>> recognise(const Search& search, const MaildirFolder& folder,
                                       const MaildirFile& found) {
  const Bytes bytes =
      TRY(read_all(found.file, search.bytes_max, found.area_directory.path_of(found.name)));
  const message::NetworkMessageId id = message::network_message_id(bytes);
  search.memory.learn(found.file.status, id);
  if (id != search.message) return std::nullopt;
  search.memory.learn_header(id, message_id_in(bytes));
  return place_of(search, folder, found, bytes);
}

// One pass over a whole mailbox.
class Sweep {
 public:
  Sweep(const Search& search, std::string internet_message_id)
      : search_(search), internet_message_id_(std::move(internet_message_id)) {}

  Result<std::vector<Place>> run() {
    FolderList list = TRY(list_folders(search_.maildir));
    if (!list.unreadable.empty()) refuse(list.unreadable.front());
    for (const MaildirFolder& folder : list.folders) TRY(sweep_folder(folder));
    if (!places_.empty() && refused_ > 0) {
      log(LogLevel::warning, "part of a mailbox could not be searched",
          {{"mailbox", search_.address.str()}, {"first", first_refused_}, {"count", refused_}});
    }
    if (places_.empty() && refused_ > 0) {
      return fail(Fault::denied, "cannot read " + first_refused_ + " in the mailbox of " +
                                     search_.address.str() + "; give the service the right to");
    }
    return std::move(places_);
  }

 private:
  // A file renamed while a directory is listed can be missed, so a folder that changed under us
  // is listed again.
  Result<void> sweep_folder(const MaildirFolder& folder) {
    for (int scan = 0; scan < scans_max; ++scan) {
      changed_ = false;
      const std::size_t before = places_.size();
      for (const std::string_view area : maildir_areas) TRY(sweep_area(folder, area));
      if (!changed_ || places_.size() > before) break;
    }
    return {};
  }

  Result<void> sweep_area(const MaildirFolder& folder, std::string_view area) {
    const std::string relative = folder.directory + "/" + std::string(area);
    const auto directory =
        search_.maildir.under(folder.directory == "." ? area : std::string_view(relative));
    if (!directory) return pass_over(directory.error());
    const auto before = TRY(directory->status());
    std::vector<std::string> names;
    const auto listed = directory->each([&](std::string_view name, unsigned char) {
      names.emplace_back(name);
      return true;
    });
    if (!listed) return pass_over(listed.error());
    for (const std::string& name : names) TRY(look_at(folder, area, *directory, name));
    if (modified_ns(TRY(directory->status())) != modified_ns(before)) changed_ = true;
    return {};
  }

  Result<void> look_at(const MaildirFolder& folder, std::string_view area,
                       const Directory& directory, const std::string& name) {
    auto file = directory.file(name);
    if (!file) return pass_over(file.error());
    if (!worth_reading(*file)) return {};
    const MaildirFile found{std::string(area), name, TRY(directory.under(".")), std::move(*file)};
    auto place = recognise(search_, folder, found);
    if (!place) return pass_over(place.error());
    if (*place && !known(**place)) places_.push_back(std::move(**place));
    return {};
  }

  bool worth_reading(const File& file) const {
    if (const auto id = search_.memory.id_of(file.status)) return *id == search_.message;
    return internet_message_id_.empty() || !is_another(file, internet_message_id_);
  }

  // Seen twice when the server moved it from new/ to cur/ meanwhile.
  bool known(const Place& place) const {
    return std::ranges::any_of(places_, [&](const Place& other) {
      return other.directory == place.directory && base_name(other.name) == base_name(place.name);
    });
  }

  // Vanished, too large or odd files are not what is sought; unreadable ones may be.
  Result<void> pass_over(const Error& error) {
    if (error.fault == Fault::not_found) changed_ = true;
    if (error.fault == Fault::denied) refuse(error.what);
    if (error.fault == Fault::unavailable) return std::unexpected(error);
    return {};
  }

  void refuse(const std::string& what) {
    if (refused_++ == 0) first_refused_ = what;
  }

  const Search& search_;
  const std::string internet_message_id_;
  std::vector<Place> places_;
  bool changed_ = false;
  std::size_t refused_ = 0;
  std::string first_refused_;
};

}  // namespace

Result<std::vector<Place>> find_at(const Search& search, const Hint& hint) {
  if (!is_entry_name(hint.name)) return std::vector<Place>();
  for (const std::string& directory : directories_of_folder(hint.folder)) {
    const auto folder = search.maildir.under(directory);
    if (!folder) continue;
    const auto files = open_by_name(*folder, hint.name);
    if (!files) continue;
    for (const MaildirFile& found : *files) {
      const auto place = recognise(search, {directory, folder_of_directory(directory)}, found);
      if (place && *place) return std::vector<Place>{**place};
    }
  }
  return std::vector<Place>();
}

Result<std::vector<Place>> find_everywhere(const Search& search, std::string internet_message_id) {
  return Sweep(search, std::move(internet_message_id)).run();
}

}  // namespace backstamp::platform
