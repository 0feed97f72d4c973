#include "investigation/playbook_library.h"

#include "base/check.h"
#include "base/content.h"

namespace backstamp::investigation {
namespace {

// "playbooks/user-reported-message.json" -> "user-reported-message"
std::string file_name(std::string_view path) {
  path.remove_prefix(path.rfind('/') + 1);
  return std::string(path.substr(0, path.rfind('.')));
}

}  // namespace

PlaybookLibrary PlaybookLibrary::built_in() {
  PlaybookLibrary library;
  for (const std::string_view path : content_files("playbooks/")) {
    auto document = playbook::parse(*content_file(path));
    CHECK(document.has_value());
    CHECK(playbook::validate(*document).empty());
    library.entries_.push_back(
        {file_name(path), std::make_shared<const playbook::Document>(std::move(*document))});
  }
  return library;
}

PlaybookLibrary::Playbook PlaybookLibrary::find(std::string_view id) const {
  for (const Entry& entry : entries_) {
    if (entry.playbook->id == id) return entry.playbook;
  }
  return nullptr;
}

PlaybookLibrary::Playbook PlaybookLibrary::find_file(std::string_view name) const {
  for (const Entry& entry : entries_) {
    if (entry.file == name) return entry.playbook;
  }
  return nullptr;
}

std::vector<PlaybookLibrary::Playbook> PlaybookLibrary::all() const {
  std::vector<Playbook> playbooks;
  for (const Entry& entry : entries_) playbooks.push_back(entry.playbook);
  return playbooks;
}

}  // namespace backstamp::investigation
