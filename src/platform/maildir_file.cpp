#include "platform/maildir_file.h"

#include <algorithm>

namespace backstamp::platform {
namespace {

constexpr int tries_max = 5;  // a server renames a file now and then, not all the time

bool gone(const Error& error) { return error.fault == Fault::not_found; }

// cur/ or new/ of a folder; nothing where a half-made folder lacks it.
Result<std::optional<Directory>> open_area(const Directory& folder, std::string_view area) {
  auto directory = folder.under(area);
  if (!directory && gone(directory.error())) return std::nullopt;
  if (!directory) return std::unexpected(std::move(directory).error());
  return std::move(*directory);
}

Result<std::vector<std::string>> names_of(const Directory& area, std::string_view base) {
  std::vector<std::string> names;
  TRY(area.each([&](std::string_view name, unsigned char) {
    if (base_name(name) == base) names.emplace_back(name);
    return true;
  }));
  return names;
}

struct Look {
  std::vector<MaildirFile> files;
  bool moved = false;            // a listed name was gone before it could be opened
  std::optional<Error> refused;  // something of that name could not be opened
};

Result<void> look_into(Look& look, const Directory& area, std::string_view area_name,
                       std::string_view base) {
  for (std::string& name : TRY(names_of(area, base))) {
    auto file = area.file(name);
    if (file) {
      look.files.push_back(
          {std::string(area_name), std::move(name), TRY(area.under(".")), std::move(*file)});
    } else if (gone(file.error())) {
      look.moved = true;
    } else {
      look.refused = std::move(file).error();
    }
  }
  return {};
}

Result<Look> look_once(const Directory& folder, std::string_view base) {
  Look look;
  for (const std::string_view area : maildir_areas) {
    const auto directory = TRY(open_area(folder, area));
    if (directory) TRY(look_into(look, *directory, area, base));
  }
  return look;
}

// Two listings of cur/ and new/ can miss a file that goes from one to the other between them, so
// an empty first look is not believed.
Result<std::vector<MaildirFile>> look_again(const Directory& folder, std::string_view base) {
  for (int tries = 0; tries < tries_max; ++tries) {
    Look look = TRY(look_once(folder, base));
    if (!look.files.empty()) return std::move(look.files);
    if (look.refused) return std::unexpected(std::move(*look.refused));
    if (tries > 0 && !look.moved) break;
  }
  return std::vector<MaildirFile>();
}

}  // namespace

Result<std::vector<MaildirFile>> open_by_base_name(const Directory& folder, std::string_view name) {
  auto files = TRY(look_again(folder, base_name(name)));
  std::ranges::stable_partition(files, [&](const MaildirFile& file) { return file.name == name; });
  return files;
}

Result<std::vector<MaildirFile>> open_by_name(const Directory& folder, std::string_view name) {
  for (const std::string_view area : maildir_areas) {
    const auto directory = TRY(open_area(folder, area));
    if (!directory) continue;
    auto file = directory->file(name);
    if (!file) continue;
    std::vector<MaildirFile> files;
    files.push_back(
        {std::string(area), std::string(name), TRY(directory->under(".")), std::move(*file)});
    return files;
  }
  return open_by_base_name(folder, name);
}

}  // namespace backstamp::platform
