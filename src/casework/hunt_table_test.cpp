#include "casework/hunt_table.h"

#include "casework/each_database.h"

namespace backstamp::casework {
namespace {

class HuntTable : public EachDatabase {
 protected:
  static SavedHunt sample(const std::string& name) {
    SavedHunt hunt;
    hunt.id = SavedHuntId(Uuid::of_hash(name));
    hunt.name = Text::lossy(name);
    hunt.query = Text::lossy("EmailEvents | where Subject has \"sämple\"");
    hunt.about = Text::lossy("about it");
    hunt.saved_by = Text::lossy("anna");
    hunt.saved = Time(Duration(5));
    hunt.every_minutes = 60;
    hunt.severity = Severity::medium;
    hunt.next_run = Time(Duration(1'000));
    return hunt;
  }
  void add(const SavedHunt& hunt) {
    write([&](Session& session) { return add_saved_hunt(session, hunt); });
  }
};
ON_EACH_DATABASE(HuntTable);

TEST_P(HuntTable, HuntsComeBackByIdAndName) {
  const SavedHunt one = sample("One");
  SavedHunt two = sample("two");
  two.severity = {};
  two.next_run = {};
  add(one);
  add(two);
  const auto by_name = [&](std::string_view name) {
    return read<std::optional<SavedHunt>>(
        [&](Session& session) { return find_saved_hunt(session, name); });
  };
  EXPECT_EQ(by_name("ONE"), one);
  EXPECT_EQ(by_name(two.id.value().text()), two);
  EXPECT_EQ(by_name("three"), std::nullopt);
  EXPECT_EQ(read<std::vector<SavedHunt>>(list_saved_hunts), (std::vector<SavedHunt>{one, two}));
  SavedHunt again = sample("one");
  again.id = SavedHuntId(Uuid::of_hash("other"));
  EXPECT_EQ(refused([&](Session& session) { return add_saved_hunt(session, again); }).fault,
            Fault::conflict);
}

TEST_P(HuntTable, DueOnesAreThoseWhoseTimeHasCome) {
  SavedHunt late = sample("late"), early = sample("early"), never = sample("never");
  early.next_run = Time(Duration(500));
  never.next_run = {};
  for (const SavedHunt& hunt : {late, early, never}) add(hunt);
  const auto due = [&](std::int64_t at) {
    return read<std::vector<SavedHunt>>(
        [&](Session& session) { return due_saved_hunts(session, Time(Duration(at))); });
  };
  EXPECT_EQ(due(499), std::vector<SavedHunt>{});
  EXPECT_EQ(due(1'000), (std::vector<SavedHunt>{early, late}));
  EXPECT_EQ(read<std::optional<Time>>(next_hunt_run), Time(Duration(500)));
}

TEST_P(HuntTable, AFindingIsFreshOnce) {
  const SavedHunt one = sample("one"), other = sample("other");
  add(one);
  add(other);
  const auto fresh = [&](SavedHuntId id, const std::vector<std::string>& keys, std::int64_t at) {
    return write<std::vector<std::string>>(
        [&](Session& session) { return fresh_findings(session, id, keys, Time(Duration(at))); });
  };
  EXPECT_EQ(fresh(one.id, {"a", "b", "a"}, 1), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(fresh(one.id, {"b", "c"}, 2), (std::vector<std::string>{"c"}));
  EXPECT_EQ(fresh(other.id, {"a"}, 2), (std::vector<std::string>{"a"}));
  write([&](Session& session) { return forget_findings(session, one.id, Time(Duration(2))); });
  EXPECT_EQ(fresh(one.id, {"a", "b", "c"}, 3), (std::vector<std::string>{"a"}));
}

TEST_P(HuntTable, TheNewestHundredRunsAreKept) {
  const SavedHunt hunt = sample("one");
  add(hunt);
  for (int i = 1; i <= 103; ++i) {
    const HuntRun run{.started = Time(Duration(i)),
                      .ended = Time(Duration(i + 1)),
                      .cause = "schedule",
                      .status = i == 103 ? "Failed" : "Done",
                      .why = i == 103 ? "too slow" : "",
                      .rows = i,
                      .fresh = 1,
                      .alert = {}};
    write([&](Session& session) { return add_hunt_run(session, hunt.id, run); });
  }
  const auto runs = read<std::vector<HuntRun>>(
      [&](Session& session) { return list_hunt_runs(session, hunt.id); });
  ASSERT_EQ(runs.size(), 100u);
  EXPECT_EQ(runs.front().why, "too slow");
  EXPECT_EQ(runs.back().rows, 4);
  EXPECT_TRUE(write<bool>([&](Session& session) { return remove_saved_hunt(session, hunt.id); }));
  EXPECT_FALSE(write<bool>([&](Session& session) { return remove_saved_hunt(session, hunt.id); }));
}

}  // namespace
}  // namespace backstamp::casework
