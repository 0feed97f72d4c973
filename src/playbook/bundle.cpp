#include "playbook/bundle.h"

#include "base/hash.h"
#include "base/text.h"

namespace backstamp::playbook {
namespace {

constexpr std::size_t playbooks_max = 100;

std::string key_of(const std::string& id, const std::string& version) { return id + " " + version; }

}  // namespace

Result<void> Bundle::add(const Step& step, const Shelf* shelf) {
  std::string version = step.playbook_version;
  if (version.empty()) {
    if (const auto pinned = pinned_.find(step.playbook_id); pinned != pinned_.end()) {
      version = pinned->second;
    }
  }
  auto found = shelf ? shelf->find(step.playbook_id, version) : nullptr;
  if (!found) {
    return fail(Fault::not_found, step.id + " calls playbook " +
                                      Text::lossy(step.playbook_id).cut(80).str() +
                                      (version.empty() ? "" : " of " + version) +
                                      ", which is not here; import it first");
  }
  if (step.playbook_version.empty()) pinned_.emplace(step.playbook_id, found->version);
  called_.emplace(key_of(step.playbook_id, found->version), std::move(found));
  if (called_.size() <= playbooks_max) return {};
  return fail(Fault::limit, "more than 100 playbooks are called");
}

Result<Bundle> Bundle::of(const Document& main, const Shelf* shelf, const Pinned& pinned) {
  Bundle bundle(main);
  bundle.pinned_ = pinned;
  std::set<const Document*> seen;
  std::vector<const Document*> open = {&main};
  while (!open.empty()) {
    const Document* document = open.back();
    open.pop_back();
    if (!seen.insert(document).second) continue;
    for (const auto& [id, step] : document->workflow) {
      if (step.type != StepType::playbook_action) continue;
      TRY(bundle.add(step, shelf));
      open.push_back(bundle.called_by(step));
    }
  }
  bundle.digest_ = sha256_hex(main.json);
  if (!bundle.called_.empty()) {
    for (const auto& [key, document] : bundle.called_) bundle.digest_ += sha256_hex(document->json);
    bundle.digest_ = sha256_hex(bundle.digest_);
  }
  return bundle;
}

Bundle Bundle::alone(const Document& main) {
  Bundle bundle(main);
  bundle.digest_ = sha256_hex(main.json);
  return bundle;
}

const Document* Bundle::called_by(const Step& step) const {
  std::string version = step.playbook_version;
  if (version.empty()) {
    const auto pinned = pinned_.find(step.playbook_id);
    if (pinned == pinned_.end()) return nullptr;
    version = pinned->second;
  }
  const auto found = called_.find(key_of(step.playbook_id, version));
  return found == called_.end() ? nullptr : found->second.get();
}

}  // namespace backstamp::playbook
