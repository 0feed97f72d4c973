#include "api/case_view.h"

#include "casework/action_table.h"
#include "casework/investigation_table.h"

namespace backstamp::api {
namespace {

constexpr std::size_t sample_max = 10;

std::vector<casework::MailboxRisk> mailboxes(const std::vector<casework::Evidence>& evidence) {
  std::vector<casework::MailboxRisk> risks;
  for (const casework::Evidence& one : evidence) {
    if (one.entity.kind != casework::EntityKind::mailbox) continue;
    risks.push_back({.address = one.entity.value, .risk_level = "None", .risks = one.threat_types});
  }
  return risks;
}

}  // namespace

Result<casework::ActionView> action_view(casework::Session& session,
                                         const casework::Action& action) {
  casework::ActionView view;
  view.action = action;
  view.outcomes = TRY(count_outcomes(session, action.id));
  const auto targets = TRY(list_targets(session, action.id));
  view.targets = static_cast<std::int64_t>(targets.size());
  for (std::size_t i = 0; i < std::min(targets.size(), sample_max); ++i) {
    view.sample.push_back(targets[i].copy);
  }
  return view;
}

Result<casework::InvestigationView> investigation_view(casework::Session& session,
                                                       casework::InvestigationId id) {
  casework::InvestigationView view;
  auto investigation = TRY(find_investigation(session, id));
  if (!investigation) return fail(Fault::not_found, "no investigation " + id.value().text());
  view.investigation = std::move(*investigation);
  view.evidence = TRY(list_evidence(session, id));
  view.clusters = TRY(list_clusters(session, id, /*with_members=*/true));
  view.mailboxes = mailboxes(view.evidence);
  for (const casework::Action& action : TRY(actions_of(session, id))) {
    view.actions.push_back(TRY(action_view(session, action)));
  }
  view.journal = TRY(list_journal(session, id));
  return view;
}

}  // namespace backstamp::api
