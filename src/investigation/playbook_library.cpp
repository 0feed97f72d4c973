#include "investigation/playbook_library.h"

#include "base/check.h"
#include "base/content.h"
#include "base/log.h"
#include "casework/playbook_table.h"
#include "playbook/signature.h"

namespace backstamp::investigation {
namespace {

// "playbooks/user-reported-message.json" -> "user-reported-message"
std::string file_name(std::string_view path) {
  path.remove_prefix(path.rfind('/') + 1);
  return std::string(path.substr(0, path.rfind('.')));
}

}  // namespace

PlaybookLibrary::PlaybookLibrary(std::vector<std::string> signers) : signers_(std::move(signers)) {
  for (const std::string_view path : content_files("playbooks/")) {
    auto document = playbook::parse(*content_file(path));
    CHECK(document.has_value());
    CHECK(playbook::validate(*document).empty());
    entries_.with([&](std::vector<Entry>& entries) {
      entries.push_back(
          {file_name(path), std::make_shared<const playbook::Document>(std::move(*document))});
    });
  }
}

Result<void> PlaybookLibrary::read(const casework::Store& store) {
  store_ = &store;
  return add_stored();
}

Result<void> PlaybookLibrary::add_stored() const {
  const auto stored = TRY(store_->reading<std::vector<casework::StoredPlaybook>>(
      [](casework::Session& session) { return list_playbooks(session); }));
  for (const casework::StoredPlaybook& one : stored) {
    if (find_known(one.id, one.version)) continue;
    auto document = playbook::parse(one.document);
    if (!document) {
      log(LogLevel::error, "imported playbook not read",
          {{"playbook", one.id}, {"why", document.error().what}});
      continue;
    }
    entries_.with([&](std::vector<Entry>& entries) {
      entries.push_back({"", std::make_shared<const playbook::Document>(std::move(*document))});
    });
  }
  return {};
}

Result<PlaybookLibrary::Playbook> PlaybookLibrary::take_in(casework::Store& store,
                                                           std::string_view json, const Text& by,
                                                           Time now) {
  auto document = std::make_shared<const playbook::Document>(TRY(playbook::parse(json)));
  const auto problems = playbook::validate(*document);
  if (!problems.empty()) {
    return fail(Fault::invalid, problems[0].where + ": " + problems[0].what + " (" +
                                    std::to_string(problems.size()) + " in all: validate it)");
  }
  TRY(check_signatures(*document, now));
  if (const Playbook known = find(document->id, document->version)) {
    if (known->json == document->json) return known;
    return fail(Fault::conflict, "this version is there with another text; set a newer `modified`");
  }
  const casework::StoredPlaybook stored{.id = document->id,
                                        .version = document->version,
                                        .document = document->json,
                                        .imported_by = by,
                                        .imported = now};
  TRY(store.transact([&](casework::Session& session) -> Result<void> {
    TRY(add_playbook(session, stored));
    return {};
  }));
  entries_.with([&](std::vector<Entry>& entries) { entries.push_back({"", document}); });
  return document;
}

Result<void> PlaybookLibrary::check_signatures(const playbook::Document& document, Time now) const {
  if (signers_.empty()) return {};
  std::string why = "it has none";
  for (const playbook::SignatureFound& one : TRY(playbook::signatures_of(document.json, now))) {
    const bool known = std::ranges::find(signers_, one.key) != signers_.end();
    if (known && one.why.empty()) return {};
    why = "that of " + Text::lossy(one.signee).cut(80).str() + ": " +
          (known ? one.why : "its key is not among the signers");
  }
  return fail(Fault::denied, "the setting playbooks.signers demands a signature (" + why + ")");
}

PlaybookLibrary::Playbook PlaybookLibrary::find(const std::string& id,
                                                const std::string& version) const {
  if (Playbook known = find_known(id, version); known || store_ == nullptr) return known;
  if (const auto read = add_stored(); !read) {
    log(LogLevel::error, "imported playbooks not read", {{"why", read.error().what}});
  }
  return find_known(id, version);
}

PlaybookLibrary::Playbook PlaybookLibrary::find_known(const std::string& id,
                                                      const std::string& version) const {
  return entries_.with([&](const std::vector<Entry>& entries) {
    Playbook newest;
    for (const Entry& entry : entries) {
      const Playbook& one = entry.playbook;
      if (one->id != id || (!version.empty() && one->version != version)) continue;
      if (!newest || newest->version < one->version) newest = one;
    }
    return newest;
  });
}

PlaybookLibrary::Playbook PlaybookLibrary::find_file(std::string_view name) const {
  return entries_.with([&](const std::vector<Entry>& entries) -> Playbook {
    for (const Entry& entry : entries) {
      if (!entry.file.empty() && entry.file == name) return entry.playbook;
    }
    return nullptr;
  });
}

std::vector<PlaybookLibrary::Playbook> PlaybookLibrary::all() const {
  std::map<std::string, Playbook> newest;
  entries_.with([&](const std::vector<Entry>& entries) {
    for (const Entry& entry : entries) {
      Playbook& known = newest[entry.playbook->id];
      if (!known || known->version < entry.playbook->version) known = entry.playbook;
    }
  });
  std::vector<Playbook> playbooks;
  for (auto& [id, one] : newest) playbooks.push_back(std::move(one));
  return playbooks;
}

}  // namespace backstamp::investigation
