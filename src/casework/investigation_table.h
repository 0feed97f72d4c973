#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "casework/investigation.h"
#include "casework/store.h"

namespace backstamp::casework {

// Names at the edge: Starting, Running, PendingAction, ...
std::string_view name_of(InvestigationStatus status);
Result<InvestigationStatus> investigation_status(std::string_view name);

// Error: conflict when the id is taken.
Result<void> add_investigation(Session& session, const Investigation& investigation);
// Error: not_found.
Result<void> update_investigation(Session& session, const Investigation& investigation);
Result<std::optional<Investigation>> find_investigation(Session& session, InvestigationId id);
// By the first hex digits, at least six. Errors: not_found; conflict when several begin so.
Result<InvestigationId> resolve_investigation(Session& session, std::string_view id_or_prefix);
// Newest first by start, paged as list_alerts().
Result<std::vector<Investigation>> list_investigations(
    Session& session, std::size_t rows_max, std::optional<InvestigationStatus> status,
    std::optional<Time> before, std::optional<InvestigationId> before_id = {});
// Those whose playbook has not reached its end: to be resumed at start.
Result<std::vector<InvestigationId>> unfinished_investigations(Session& session);
// Of the same root and playbook, still open (not ended): a second report joins it.
Result<std::optional<InvestigationId>> open_investigation_of(Session& session, const Entity& root,
                                                             std::string_view playbook_id);

// Evidence is keyed by investigation and entity: a second one for the same entity replaces it.
// Listed by first_seen.
Result<void> put_evidence(Session& session, const Evidence& evidence);
Result<std::vector<Evidence>> list_evidence(Session& session, InvestigationId id);

// Clusters are keyed by investigation, cluster_by and value: a second one replaces it, members and
// all. Listed by kind, cluster_by and value. Errors: conflict when the id is that of a cluster with
// another key; conflict when the investigation is not stored.
Result<void> put_cluster(Session& session, const Cluster& cluster);
// Without members when `with_members` is false; `copies` is their number in both cases.
Result<std::vector<Cluster>> list_clusters(Session& session, InvestigationId id, bool with_members);
Result<std::vector<ClusterMember>> list_members(Session& session, const Uuid& cluster);

}  // namespace backstamp::casework
