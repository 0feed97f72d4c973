#include "investigation/policies/policy_hunt.h"

#include <algorithm>
#include <set>

#include "hunting/kql/hunt.h"
#include "hunting/table_spec.h"
#include "investigation/cluster_building.h"

namespace backstamp::investigation {
namespace {

namespace kql = hunting::kql;

constexpr std::int64_t rows_max = 50'000;
constexpr std::int64_t ticks_a_millisecond = 10'000;
constexpr std::chrono::seconds answer_time{60};
constexpr std::size_t entities_max = 2'000;
constexpr std::chrono::days unusual_age_max{2};

std::string between(const char* column, Time from, Time to) {
  return std::string("| where ") + column + " between (datetime(" + rfc3339(from) +
         ") .. datetime(" + rfc3339(to) + "))";
}

Result<kql::Compiled> compiled(const std::string& query, Time now) {
  auto result = kql::compile(
      query,
      {.now_ticks = now.time_since_epoch().count() * ticks_a_millisecond, .rows_max = rows_max});
  if (result) return std::move(*result);
  return fail(result.error().fault, kql::text_of(result.error()));
}

// Only these entities' events.
EventPolicy narrowed(const EventPolicy& policy, const std::vector<Hit>& hits) {
  std::set<std::string> entities;
  for (const Hit& hit : hits) entities.insert(hit.entity);
  EventPolicy narrow = policy;
  if (entities.size() > entities_max || !policy.then.empty()) return narrow;
  std::string list;
  for (const std::string& entity : entities) list += (list.empty() ? "" : ", ") + kql_text(entity);
  narrow.condition += " | where tostring(" + policy.entity + ") in~ (" + list + ")";
  return narrow;
}

}  // namespace

Result<void> PolicyHunt::check(const EventPolicy& policy) {
  TRY_IN(policy.id, compiled(kql_of(policy, ""), Time()));
  return {};
}

Result<PolicyHunt::Hits> PolicyHunt::ask(const EventPolicy& policy,
                                         const std::string& bounds) const {
  const kql::Compiled query = TRY_IN(policy.id, compiled(kql_of(policy, bounds), now_));
  kql::HuntBounds limits;
  limits.rows_max = rows_max;
  limits.time_max = answer_time;
  const kql::HuntAnswer answer = TRY_IN(policy.id, kql::run(client_, query, limits));
  Hits hits;
  hits.cut_off = answer.cut_off;
  for (const auto& row : answer.rows) {
    if (row.size() != 3 || !row[0]) continue;
    const auto at = parse_rfc3339(*row[0]);
    if (at) hits.rows.push_back({*at, row[1].value_or(""), row[2].value_or("")});
  }
  return hits;
}

Result<Time> PolicyHunt::known_since(const std::string& table) const {
  // `table` is one of the table specs: policies are held to them when they are read.
  const hunting::Rows rows =
      TRY(client_.query({.sql = "SELECT min(Timestamp) AS First, count() AS Rows FROM " + table,
                         .parameters = {},
                         .settings = {}},
                        deadline_in(answer_time)));
  return rows.integer(0, "Rows") == 0 ? now_ : rows.time(0, "First");
}

Result<PolicyHunt::Extent> PolicyHunt::extent(const std::string& table) const {
  const hunting::Rows rows =
      TRY(client_.query({.sql = "SELECT max(IngestedAt) AS Last, count() AS Rows FROM " + table,
                         .parameters = {},
                         .settings = {}},
                        deadline_in(answer_time)));
  const std::int64_t count = rows.integer(0, "Rows");
  return Extent{.rows = count, .newest = count == 0 ? Time() : rows.time(0, "Last")};
}

Result<Fired> PolicyHunt::on_arrival(const EventPolicy& policy, Time after, Time until) const {
  const Time next = after + Duration(1);
  std::string bounds = between("IngestedAt", next, until);
  // Years of mail that are imported at once are no sudden change: a replay tells of them.
  if (policy.trigger.mode == TriggerMode::unusual)
    bounds += " | where Timestamp > datetime(" + rfc3339(now_ - unusual_age_max) + ")";
  const Hits fresh = TRY(ask(policy, bounds));
  Fired fired{.firings = {}, .cut_off = fresh.cut_off};
  if (fresh.rows.empty()) return fired;
  const Time from = fresh.rows.front().at, to = fresh.rows.back().at;
  if (policy.trigger.mode == TriggerMode::each) {
    fired.firings = firings(policy.trigger, fresh.rows, from, from);
    return fired;
  }
  const Hits all = TRY(ask(narrowed(policy, fresh.rows),
                           between("Timestamp", from - look_back(policy.trigger), to)));
  const Time since = TRY(known_since(policy.table));
  fired.firings = firings(policy.trigger, all.rows, from, since);
  fired.cut_off = fired.cut_off || all.cut_off;
  return fired;
}

Result<Fired> PolicyHunt::replay(const EventPolicy& policy, Time from, Time to) const {
  const bool alone = policy.trigger.mode == TriggerMode::each;
  const Time begin = alone ? from : from - look_back(policy.trigger);
  const Hits hits = TRY(ask(policy, between("Timestamp", begin, to)));
  const Time since = alone ? from : TRY(known_since(policy.table));
  // Events of a join may be earlier than what brought them up.
  return Fired{.firings = firings(policy.trigger, hits.rows, alone ? Time::min() : from, since),
               .cut_off = hits.cut_off};
}

}  // namespace backstamp::investigation
