#include "casework/rejudging_table.h"

#include "casework/paging.h"
#include "casework/statement.h"

namespace backstamp::casework {
namespace {

constexpr std::string_view columns =
    "id, kind, value, cause, requested_by, status, why, shares, shares_done, messages, copies, "
    "messages_worse, copies_worse, messages_better, copies_better, purge, purges_undone, "
    "requested, ended, since, until";

Rejudging read_rejudging(Row& row) {
  return {.id = row.id<RejudgingId>(),
          .kind = row.text(),
          .value = row.valid_text(),
          .cause = row.text(),
          .requested_by = row.text(),
          .status = row.text(),
          .why = row.text(),
          .shares = row.number(),
          .shares_done = row.number(),
          .messages = row.number(),
          .copies = row.number(),
          .messages_worse = row.number(),
          .copies_worse = row.number(),
          .messages_better = row.number(),
          .copies_better = row.number(),
          .purge = row.optional_id<ActionId>(),
          .purges_undone = row.number(),
          .requested = row.time(),
          .ended = row.optional_time(),
          .since = row.optional_time(),
          .until = row.optional_time()};
}

}  // namespace

Result<void> put_rejudging(Session& session, const Rejudging& all) {
  TRY(insert(session,
             {.table = "rejudgings",
              .columns = columns,
              .more_columns = "value_key",
              .on_conflict = OnConflict::replace,
              .keys = "id"},
             {all.id,
              all.kind,
              all.value,
              all.cause,
              all.requested_by,
              all.status,
              all.why,
              all.shares,
              all.shares_done,
              all.messages,
              all.copies,
              all.messages_worse,
              all.copies_worse,
              all.messages_better,
              all.copies_better,
              all.purge,
              all.purges_undone,
              all.requested,
              all.ended,
              all.since,
              all.until,
              index_key(all.value.view())}));
  return {};
}

Result<std::optional<Rejudging>> find_rejudging(Session& session, RejudgingId id) {
  return one_row<Rejudging>(session, {columns, "from rejudgings where id = :id"}, {{"id", id}},
                            read_rejudging);
}

Result<std::vector<Rejudging>> running_rejudgings(Session& session) {
  return all_rows<Rejudging>(
      session, {columns, "from rejudgings where status = 'Running' order by requested, id"}, {},
      read_rejudging);
}

Result<std::vector<Rejudging>> list_rejudgings(Session& session, std::size_t rows_max) {
  return all_rows<Rejudging>(
      session, {columns, "from rejudgings order by requested desc, id desc limit :rows"},
      {{"rows", limit_of(rows_max)}}, read_rejudging);
}

Result<void> drop_quiet_arrivals(Session& session) {
  TRY(execute(session,
              "delete from rejudgings where kind = 'engines' and cause = 'arrived' and "
              "status = 'Done' and messages_worse = 0 and messages_better = 0 and why = ''",
              {}));
  return {};
}

Result<std::vector<Rejudging>> rejudgings_of(Session& session, std::string_view kind,
                                             const Text& value) {
  return all_rows<Rejudging>(session,
                             {columns,
                              "from rejudgings where kind = :kind and value_key = :key "
                              "order by requested desc, id desc"},
                             {{"kind", kind}, {"key", index_key(value.view())}}, read_rejudging);
}

}  // namespace backstamp::casework
