#include "investigation/proposal.h"

#include <nlohmann/json.hpp>

#include "action/catalogue.h"
#include "casework/action_table.h"
#include "casework/audit_table.h"
#include "investigation/cluster_building.h"
#include "investigation/policy.h"

namespace backstamp::investigation {
namespace {

std::vector<casework::ActionTarget> targets_of(const Proposal& proposal) {
  std::vector<casework::ActionTarget> targets;
  for (const ProposedCopy& proposed : proposal.copies) {
    if (!in_mailbox(proposed.latest_location)) continue;
    casework::ActionTarget target;
    target.copy = proposed.copy;
    target.folder = proposed.folder;
    target.name = proposed.name;
    targets.push_back(std::move(target));
  }
  std::ranges::sort(targets, {}, &casework::ActionTarget::copy);
  const auto same = std::ranges::unique(targets, {}, &casework::ActionTarget::copy);
  targets.erase(same.begin(), same.end());
  return targets;
}

casework::ActionId id_of(const Proposal& proposal) {
  return casework::ActionId(
      proposal.key.empty()
          ? Uuid::random()
          : Uuid::of_hash("proposal\n" + proposal.type + "\n" + proposal.by + "\n" + proposal.key));
}

}  // namespace

Result<casework::Action> propose_action(casework::Store& store, const Proposal& proposal,
                                        Time now) {
  const action::Type* type = TRY(action::find_type(proposal.type));
  const std::vector<casework::ActionTarget> targets = targets_of(proposal);
  if (targets.empty()) {
    return fail(Fault::invalid, "none of the " + std::to_string(proposal.copies.size()) +
                                    " selected copies lies in a mailbox");
  }
  casework::Action draft;
  draft.id = id_of(proposal);
  draft.type = type->id;
  draft.origin = "proposal";
  draft.reason = proposal.reason;
  draft.target_kind = "message";
  draft.target_query = proposal.query;
  draft.created = now;
  draft.expires = now + built_in_policy().pending;
  const casework::Action planned = type->plan(std::move(draft), targets);
  return store.writing<casework::Action>(
      [&](casework::Session& session) -> Result<casework::Action> {
        if (auto known = TRY(find_action(session, planned.id))) return *known;
        TRY(add_action(session, planned, targets));
        TRY(append_audit(
            session,
            {.sequence = 0,
             .at = now,
             .actor = proposal.by,
             .what = "action proposed: " + planned.type,
             .target = planned.id.value().text(),
             .detail = nlohmann::ordered_json{{"reason", planned.reason},
                                              {"copies", planned.copies},
                                              {"query", planned.target_query}}
                           .dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace),
             .previous_hash = {},
             .hash = {}}));
        return planned;
      });
}

}  // namespace backstamp::investigation
