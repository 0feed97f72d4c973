// The playbooks a run needs: the one it is for and all that it calls, each in one version.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "playbook/document.h"

namespace backstamp::playbook {

// Where playbooks are found. Handed in by main.
class Shelf {
 public:
  virtual ~Shelf() = default;
  // Null when there is none. An empty version is the newest one.
  virtual std::shared_ptr<const Document> find(const std::string& id,
                                               const std::string& version) const = 0;
};

class Bundle {
 public:
  // Versions by playbook id, for references that name none.
  using Pinned = std::map<std::string, std::string>;

  // Collects what `main` calls, and what that calls. `pinned`: what such references meant when the
  // run began. Error: not_found, limit (100 playbooks).
  static Result<Bundle> of(const Document& main, const Shelf* shelf, const Pinned& pinned = {});

  static Bundle alone(const Document& main);  // without what it calls

  const Document& main() const { return *main_; }
  // What a playbook-action step calls; null when it is not there.
  const Document* called_by(const Step& step) const;
  const Pinned& pinned() const { return pinned_; }
  // Of all of it: changes when any playbook does.
  const std::string& digest() const { return digest_; }
  const std::map<std::string, std::shared_ptr<const Document>>& called() const { return called_; }

 private:
  explicit Bundle(const Document& main) : main_(&main) {}
  Result<void> add(const Step& step, const Shelf* shelf);

  const Document* main_;
  std::map<std::string, std::shared_ptr<const Document>> called_;  // by id and version
  Pinned pinned_;
  std::string digest_;
};

}  // namespace backstamp::playbook
