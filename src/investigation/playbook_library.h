// The playbooks there are: those built in from content/playbooks.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "playbook/document.h"

namespace backstamp::investigation {

class PlaybookLibrary {
 public:
  using Playbook = std::shared_ptr<const playbook::Document>;

  // Reads and validates all. A built-in playbook with a problem is our error: CHECK.
  static PlaybookLibrary built_in();

  Playbook find(std::string_view id) const;         // "playbook--..."; null when there is none
  Playbook find_file(std::string_view name) const;  // "user-reported-message"
  std::vector<Playbook> all() const;

 private:
  struct Entry {
    std::string file;
    Playbook playbook;
  };
  std::vector<Entry> entries_;
};

}  // namespace backstamp::investigation
