#include "casework/indicator_table.h"

#include "casework/statement.h"

namespace backstamp::casework {
namespace {

constexpr std::string_view columns = "id, kind, value, verdict, comment, added_by, added, expires";

Indicator read_indicator(Row& row) {
  return {.id = row.id<IndicatorId>(),
          .kind = row.text(),
          .value = row.valid_text(),
          .verdict = row.text(),
          .comment = row.text(),
          .added_by = row.text(),
          .added = row.time(),
          .expires = row.optional_time()};
}

Result<std::optional<Indicator>> find(Session& session, std::string_view kind, const Text& value) {
  return one_row<Indicator>(session,
                            {columns, "from indicators where kind = :kind and value_key = :key"},
                            {{"kind", kind}, {"key", index_key(value.view())}}, read_indicator);
}

}  // namespace

Result<Indicator> put_indicator(Session& session, const Indicator& indicator) {
  Indicator merged = indicator;
  if (const auto stored = TRY(find(session, indicator.kind, indicator.value))) {
    merged.id = stored->id;
    merged.added_by = stored->added_by;
    merged.added = stored->added;
  }
  TRY(insert(session,
             {.table = "indicators",
              .columns = columns,
              .more_columns = "value_key",
              .on_conflict = OnConflict::replace,
              .keys = "kind, value_key"},
             {merged.id, merged.kind, merged.value, merged.verdict, merged.comment, merged.added_by,
              merged.added, merged.expires, index_key(merged.value.view())}));
  return merged;
}

Result<bool> remove_indicator(Session& session, std::string_view kind, const Text& value) {
  return TRY(execute(session, "delete from indicators where kind = :kind and value_key = :key",
                     {{"kind", kind}, {"key", index_key(value.view())}})) > 0;
}

Result<std::vector<Indicator>> list_indicators(Session& session) {
  return all_rows<Indicator>(session, {columns, "from indicators order by kind, value_key"}, {},
                             read_indicator);
}

}  // namespace backstamp::casework
