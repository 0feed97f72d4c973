#include "casework/rule_table.h"

#include <map>

#include "casework/statement.h"

namespace backstamp::casework {
namespace {

constexpr std::string_view columns =
    "mailbox, kind, name, active, sha256, findings, suspicious, since, until";

RuleRow read_rule(Row& row) {
  return {.mailbox = row.valid_text(),
          .kind = row.text(),
          .name = row.text(),
          .active = row.flag(),
          .sha256 = row.text(),
          .findings = row.text(),
          .suspicious = row.flag(),
          .since = row.time(),
          .until = row.optional_time()};
}

bool same(const RuleRow& one, const RuleRow& other) {
  return one.active == other.active && one.sha256 == other.sha256 && one.findings == other.findings;
}

Result<void> close(Session& session, const RuleRow& rule, Time now) {
  TRY(execute(
      session,
      "update mail_rules set until = :now where mailbox_key = :mailbox and kind = :kind and "
      "name_key = :name and until is null",
      {{"now", now},
       {"mailbox", index_key(rule.mailbox.view())},
       {"kind", rule.kind},
       {"name", index_key(storable(rule.name))}}));
  return {};
}

Result<void> begin(Session& session, const RuleRow& rule, Time now) {
  TRY(insert(session,
             {.table = "mail_rules",
              .columns = columns,
              .more_columns = "mailbox_key, name_key",
              .on_conflict = OnConflict::replace,
              .keys = "mailbox_key, kind, name_key, since"},
             {rule.mailbox, rule.kind, rule.name, rule.active ? 1 : 0, rule.sha256, rule.findings,
              rule.suspicious ? 1 : 0, now, std::optional<Time>(), index_key(rule.mailbox.view()),
              index_key(storable(rule.name))}));
  return {};
}

}  // namespace

Result<RuleChanges> record_rules(Session& session, const Text& mailbox,
                                 std::span<const RuleRow> seen, Time now) {
  std::map<std::pair<std::string, std::string>, RuleRow> known;
  for (RuleRow& row : TRY(list_rules(session, {.mailbox = mailbox.str()}))) {
    known[{row.kind, row.name}] = std::move(row);
  }
  RuleChanges changes;
  for (const RuleRow& rule : seen) {
    const auto before = known.extract({rule.kind, rule.name});
    if (before && same(before.mapped(), rule)) continue;
    ++(before ? changes.changed : changes.come);
    if (before) TRY(close(session, rule, now));
    TRY(begin(session, rule, now));
  }
  for (const auto& [key, row] : known) {
    ++changes.gone;
    TRY(close(session, row, now));
  }
  return changes;
}

Result<std::vector<RuleRow>> list_rules(Session& session, const RuleFilter& filter) {
  return all_rows<RuleRow>(
      session,
      {columns,
       "from mail_rules where (:mailbox = '' or mailbox_key = :mailbox_key) "
       "and (:suspicious = 0 or suspicious = 1) and (:history = 1 or until is null) "
       "order by mailbox_key, kind, name_key, since"},
      {{"mailbox", filter.mailbox},
       {"mailbox_key", index_key(filter.mailbox)},
       {"suspicious", filter.suspicious_only ? 1 : 0},
       {"history", filter.history ? 1 : 0}},
      read_rule);
}

}  // namespace backstamp::casework
