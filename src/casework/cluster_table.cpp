#include "casework/investigation_table.h"
#include "casework/json_text.h"
#include "casework/statement.h"

namespace backstamp::casework {
namespace {

constexpr std::string_view columns =
    "id, investigation_id, kind, cluster_by, value, query, verdict, threat_types, arithmetic, "
    "volume_anomaly, queried, invocation, by_location, by_threat, by_original_location, by_day, "
    "earlier_copies, copies";
constexpr std::string_view member_columns =
    "network_message_id, recipient, original_location, latest_location, folder, name, why";

Cluster read_cluster(Row& row) {
  return {.id = row.uuid(),
          .investigation = row.id<InvestigationId>(),
          .kind = row.text(),
          .cluster_by = row.text(),
          .value = row.text(),
          .query = row.text(),
          .verdict = row.text(),
          .threat_types = row.parsed(strings_in),
          .arithmetic = row.text(),
          .volume_anomaly = row.flag(),
          .queried = row.time(),
          .invocation = row.text(),
          .by_location = row.parsed(counts_in),
          .by_threat = row.parsed(counts_in),
          .by_original_location = row.parsed(counts_in),
          .by_day = row.parsed(counts_in),
          .earlier_copies = row.number(),
          .members = {},
          .copies = row.number()};
}

ClusterMember read_member(Row& row) {
  return {.copy = Copy{.network_message_id = row.uuid(), .recipient = row.valid_text()},
          .original_location = row.text(),
          .latest_location = row.text(),
          .folder = row.text(),
          .name = row.text(),
          .why = row.text()};
}

Result<void> remove_cluster(Session& session, const Cluster& cluster) {
  const Values key = {cluster.investigation, cluster.cluster_by, index_key(cluster.value)};
  TRY(execute(session,
              "delete from cluster_members where cluster_id in (select id from clusters where "
              "investigation_id = :investigation and cluster_by = :by and value_key = :value)",
              {{"investigation", key[0]}, {"by", key[1]}, {"value", key[2]}}));
  TRY(execute(session,
              "delete from clusters where investigation_id = :investigation and cluster_by = :by "
              "and value_key = :value",
              {{"investigation", key[0]}, {"by", key[1]}, {"value", key[2]}}));
  return {};
}

Result<void> add_members(Session& session, const Cluster& cluster) {
  std::vector<Values> rows;
  rows.reserve(cluster.members.size());
  for (const ClusterMember& member : cluster.members) {
    rows.push_back({member.copy.network_message_id, member.copy.recipient, member.original_location,
                    member.latest_location, member.folder, member.name, member.why, cluster.id,
                    rows.size()});
  }
  TRY(insert(session,
             {.table = "cluster_members",
              .columns = member_columns,
              .more_columns = "cluster_id, position"},
             rows));
  return {};
}

}  // namespace

Result<void> put_cluster(Session& session, const Cluster& cluster) {
  TRY(remove_cluster(session, cluster));
  TRY(insert(session, {.table = "clusters", .columns = columns, .more_columns = "value_key"},
             {cluster.id, cluster.investigation, cluster.kind, cluster.cluster_by, cluster.value,
              cluster.query, cluster.verdict, json_text(cluster.threat_types), cluster.arithmetic,
              cluster.volume_anomaly, cluster.queried, cluster.invocation,
              json_text(cluster.by_location), json_text(cluster.by_threat),
              json_text(cluster.by_original_location), json_text(cluster.by_day),
              cluster.earlier_copies, cluster.members.size(), index_key(cluster.value)}));
  return add_members(session, cluster);
}

Result<std::vector<ClusterMember>> list_members(Session& session, const Uuid& cluster) {
  return all_rows<ClusterMember>(
      session, {member_columns, "from cluster_members where cluster_id = :id order by position"},
      {{"id", cluster}}, read_member);
}

Result<std::vector<Cluster>> list_clusters(Session& session, InvestigationId id,
                                           bool with_members) {
  auto clusters = TRY(all_rows<Cluster>(
      session,
      {columns, "from clusters where investigation_id = :id order by kind, cluster_by, value_key"},
      {{"id", id}}, read_cluster));
  if (!with_members) return clusters;
  for (Cluster& cluster : clusters) cluster.members = TRY(list_members(session, cluster.id));
  return clusters;
}

}  // namespace backstamp::casework
