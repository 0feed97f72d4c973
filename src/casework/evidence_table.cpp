#include "casework/investigation_table.h"
#include "casework/json_text.h"
#include "casework/statement.h"

namespace backstamp::casework {
namespace {

constexpr std::string_view columns =
    "id, investigation_id, entity_kind, entity_value, verdict, threat_types, remediation_status, "
    "first_seen, invocation, reasons";

Evidence read_evidence(Row& row) {
  return {.id = row.uuid(),
          .investigation = row.id<InvestigationId>(),
          .entity = Entity{.kind = row.parsed(entity_kind), .value = row.valid_text()},
          .verdict = row.text(),
          .threat_types = row.parsed(strings_in),
          .remediation_status = row.text(),
          .first_seen = row.time(),
          .invocation = row.text(),
          .reasons = row.text()};
}

}  // namespace

Result<void> put_evidence(Session& session, const Evidence& evidence) {
  TRY(insert(session,
             {.table = "evidence",
              .columns = columns,
              .more_columns = "entity_key",
              .on_conflict = OnConflict::replace,
              .keys = "investigation_id, entity_kind, entity_key"},
             {evidence.id, evidence.investigation, name_of(evidence.entity.kind),
              evidence.entity.value, evidence.verdict, json_text(evidence.threat_types),
              evidence.remediation_status, evidence.first_seen, evidence.invocation,
              evidence.reasons, index_key(evidence.entity.value.view())}));
  return {};
}

Result<std::vector<Evidence>> list_evidence(Session& session, InvestigationId id) {
  return all_rows<Evidence>(session,
                            {columns,
                             "from evidence where investigation_id = :id "
                             "order by first_seen, entity_kind, entity_key"},
                            {{"id", id}}, read_evidence);
}

}  // namespace backstamp::casework
