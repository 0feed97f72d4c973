// Which node works on which run. A node is one server with a data folder of its own; all nodes on
// one PostgreSQL share the runs.
//
// Always holds: a run is claimed by one node at most. A node shows that it lives by its beat; who
// sees no new beat for long enough, by its own clock, frees what the other had. So the clocks of
// nodes need not agree. Whoever was taken for dead too early can't write: journals take each
// sequence once.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "casework/alert.h"
#include "casework/store.h"

namespace backstamp::casework {

// True when the run is the node's now. False: another has it; it will look at the run once more
// before it lets go, so a reply that was kept before this call is heard.
Result<bool> claim_run(Session& session, InvestigationId id, std::string_view node);

// Lets go; until `wake` nobody need look (nothing: until somebody claims it). False: it was called
// for meanwhile, so the node keeps it and is to look at it once more.
Result<bool> release_run(Session& session, InvestigationId id, std::string_view node,
                         std::optional<Time> wake);

// The run has ended: no claim is left.
Result<void> end_claim(Session& session, InvestigationId id, std::string_view node);

// Unfinished runs that wait for a node: never claimed, freed, or their time has come. The node's
// own claims are not among them. Oldest first.
Result<std::vector<InvestigationId>> free_runs(Session& session, Time now, std::size_t rows_max);

// Claims of nodes, as they are now; not the free ones.
struct RunClaim {
  InvestigationId id;
  std::string node;
};
Result<std::vector<RunClaim>> list_claims(Session& session);

// Frees all that the node had, and forgets it. The number of runs.
Result<std::int64_t> free_runs_of(Session& session, std::string_view node);

// Frees what any node had: for a store that one node alone uses.
Result<void> free_all_runs(Session& session);

// Shows that the node lives.
Result<void> beat(Session& session, std::string_view node);
struct NodeBeat {
  std::string node;
  std::int64_t beat = 0;  // grows while it lives
};
Result<std::vector<NodeBeat>> list_beats(Session& session);

}  // namespace backstamp::casework
