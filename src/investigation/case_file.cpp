#include "investigation/case_file.h"

#include <nlohmann/json.hpp>
#include <set>

#include "casework/alert_table.h"
#include "casework/investigation_table.h"

namespace backstamp::investigation {
namespace {

Result<CaseFile> read_case(casework::Session& session, casework::InvestigationId id) {
  CaseFile file;
  auto investigation = TRY(find_investigation(session, id));
  if (!investigation) return fail(Fault::not_found, "no investigation " + id.value().text());
  file.investigation = std::move(*investigation);
  std::set<std::string> reporters;
  for (const casework::AlertId& alert_id : file.investigation.alerts) {
    const auto alert = TRY(find_alert(session, alert_id));
    if (alert && alert->policy == "user-reported-phish") reporters.insert(alert->raised_by.str());
  }
  file.reporters.assign(reporters.begin(), reporters.end());
  file.evidence = TRY(list_evidence(session, id));
  file.clusters = TRY(list_clusters(session, id, /*with_members=*/true));
  return file;
}

Result<std::shared_ptr<const verdict::Inquiry>> read_letter(
    const message::MessageStore& letters, const message::Surroundings& surroundings,
    const casework::Investigation& investigation) {
  const auto variables = nlohmann::json::parse(investigation.variables, nullptr, false);
  auto letter = std::make_shared<verdict::Inquiry>();
  const bool named = variables.is_object() && variables.contains("letter") &&
                     variables["letter"].is_string() &&
                     !variables["letter"].get_ref<const std::string&>().empty();
  // An investigation of an account is about no letter.
  if (!named && investigation.root.kind != casework::EntityKind::message) return letter;
  if (!named) {
    return fail(Fault::corrupt,
                "investigation " + investigation.id.value().short_text() + " names no letter");
  }
  letter->bytes = TRY(letters.get(variables["letter"].get<std::string>()));
  letter->facts = message::parse(letter->bytes, surroundings);
  return letter;
}

}  // namespace

CaseReader stored_cases(const casework::Store& store, const message::MessageStore& letters,
                        std::function<message::Surroundings()> surroundings) {
  return [&store, &letters,
          surroundings = std::move(surroundings)](playbook::RunId run) -> Result<CaseFile> {
    const casework::InvestigationId id(run.value());
    CaseFile file = TRY(store.reading<CaseFile>(
        [&](casework::Session& session) { return read_case(session, id); }));
    file.letter = TRY(read_letter(letters, surroundings(), file.investigation));
    return file;
  };
}

}  // namespace backstamp::investigation
