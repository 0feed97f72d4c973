// The playbooks there are: those built in from content/playbooks, and those imported, each version.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/guarded.h"
#include "base/text.h"
#include "base/time.h"
#include "casework/store.h"
#include "playbook/bundle.h"
#include "playbook/document.h"

namespace backstamp::investigation {

class PlaybookLibrary final : public playbook::Shelf {
 public:
  using Playbook = std::shared_ptr<const playbook::Document>;

  // Reads and validates the built-in ones. One with a problem is our error: CHECK. `signers`: the
  // setting playbooks.signers.
  explicit PlaybookLibrary(std::vector<std::string> signers = {});

  // Takes in what was imported earlier. `store` outlives it: what another node imports is looked
  // up there. Errors: of the store only; a playbook that can't be read any more is left out and
  // logged.
  Result<void> read(const casework::Store& store);

  // Checks and keeps it. Errors: invalid, with the first problem; denied, when none of the signers
  // has signed it; conflict when this version is
  // there with another text.
  Result<Playbook> take_in(casework::Store& store, std::string_view json, const Text& by, Time now);

  // "playbook--..."; null when there is none. An empty version is the newest that is known here.
  Playbook find(const std::string& id, const std::string& version) const override;
  Playbook find_file(std::string_view name) const;  // built in: "user-reported-message"
  std::vector<Playbook> all() const;                // the newest version of each

 private:
  struct Entry {
    std::string file;  // empty: imported
    Playbook playbook;
  };
  Playbook find_known(const std::string& id, const std::string& version) const;
  Result<void> add_stored() const;
  Result<void> check_signatures(const playbook::Document& document, Time now) const;

  const std::vector<std::string> signers_;
  const casework::Store* store_ = nullptr;
  mutable Guarded<std::vector<Entry>> entries_;
};

}  // namespace backstamp::investigation
