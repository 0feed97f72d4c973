#include "casework/run_claim_table.h"

#include "casework/statement.h"

namespace backstamp::casework {

namespace {

Result<bool> take(Session& session, InvestigationId id, std::string_view node) {
  const auto added = TRY(insert(session,
                                {.table = "run_claims",
                                 .columns = "investigation_id, node, wake, called",
                                 .on_conflict = OnConflict::ignore},
                                {id, node, std::optional<Time>(), 0}));
  if (added > 0) return true;
  const auto taken = TRY(execute(session,
                                 "update run_claims set node = :node, wake = null, called = 0 "
                                 "where investigation_id = :id and (node = '' or node = :same)",
                                 {{"node", node}, {"id", id}, {"same", node}}));
  return taken > 0;
}

}  // namespace

Result<bool> claim_run(Session& session, InvestigationId id, std::string_view node) {
  for (;;) {
    if (TRY(take(session, id, node))) return true;
    const auto called = TRY(execute(
        session, "update run_claims set called = 1 where investigation_id = :id and node <> ''",
        {{"id", id}}));
    if (called > 0) return false;  // else it was let go of in between
  }
}

Result<bool> release_run(Session& session, InvestigationId id, std::string_view node,
                         std::optional<Time> wake) {
  const auto released =
      TRY(execute(session,
                  "update run_claims set node = '', wake = :wake "
                  "where investigation_id = :id and node = :node and called = 0",
                  {{"wake", wake.value_or(Time::max())}, {"id", id}, {"node", node}}));
  if (released > 0) return true;
  const auto kept = TRY(execute(session,
                                "update run_claims set called = 0 "
                                "where investigation_id = :id and node = :node",
                                {{"id", id}, {"node", node}}));
  return kept == 0;  // lost to another node: it is that one's affair
}

Result<void> end_claim(Session& session, InvestigationId id, std::string_view node) {
  TRY(execute(session, "delete from run_claims where investigation_id = :id and node = :node",
              {{"id", id}, {"node", node}}));
  return {};
}

Result<std::vector<InvestigationId>> free_runs(Session& session, Time now, std::size_t rows_max) {
  return all_rows<InvestigationId>(
      session,
      {"id",
       "from investigations left join run_claims on investigation_id = id "
       "where run_finished = 0 and (node is null or (node = '' and wake <= :now)) "
       "order by started, id limit :most"},
      {{"now", now}, {"most", rows_max}}, [](Row& row) { return row.id<InvestigationId>(); });
}

Result<std::vector<RunClaim>> list_claims(Session& session) {
  return all_rows<RunClaim>(
      session,
      {"investigation_id, node", "from run_claims where node <> '' order by investigation_id"}, {},
      [](Row& row) { return RunClaim{.id = row.id<InvestigationId>(), .node = row.text()}; });
}

Result<void> free_all_runs(Session& session) {
  TRY(execute(session, "delete from run_claims where node <> ''", {}));
  return {};
}

Result<std::int64_t> free_runs_of(Session& session, std::string_view node) {
  const auto freed = TRY(
      execute(session, "update run_claims set node = '', wake = 0, called = 0 where node = :node",
              {{"node", node}}));
  TRY(execute(session, "delete from run_nodes where node = :node", {{"node", node}}));
  // Of runs that ended when their node did.
  TRY(execute(session,
              "delete from run_claims where node = '' and investigation_id in "
              "(select id from investigations where run_finished = 1)",
              {}));
  return freed;
}

Result<void> beat(Session& session, std::string_view node) {
  TRY(insert(session,
             {.table = "run_nodes", .columns = "node, beat", .on_conflict = OnConflict::ignore},
             {node, 0}));
  TRY(execute(session, "update run_nodes set beat = beat + 1 where node = :node",
              {{"node", node}}));
  return {};
}

Result<std::vector<NodeBeat>> list_beats(Session& session) {
  return all_rows<NodeBeat>(
      session, {"node, beat", "from run_nodes order by node"}, {},
      [](Row& row) { return NodeBeat{.node = row.text(), .beat = row.number()}; });
}

}  // namespace backstamp::casework
