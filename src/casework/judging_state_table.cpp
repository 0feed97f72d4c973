#include "casework/judging_state_table.h"

#include "casework/statement.h"

namespace backstamp::casework {
namespace {

constexpr std::string_view columns = "name, value, at";

}  // namespace

Result<void> put_judging_state(Session& session, const JudgingState& state) {
  TRY(insert(session,
             {.table = "judging_states",
              .columns = columns,
              .on_conflict = OnConflict::replace,
              .keys = "name"},
             {state.name, state.value, state.at}));
  return {};
}

Result<std::optional<JudgingState>> find_judging_state(Session& session, std::string_view name) {
  return one_row<JudgingState>(
      session, {columns, "from judging_states where name = :name"}, {{"name", name}}, [](Row& row) {
        return JudgingState{.name = row.text(), .value = row.text(), .at = row.time()};
      });
}

Result<bool> is_a_judging_state_empty(Session& session) {
  const auto found =
      TRY(one_row<std::string>(session, {"name", "from judging_states where value = '' limit 1"},
                               {}, [](Row& row) { return row.text(); }));
  return found.has_value();
}

}  // namespace backstamp::casework
