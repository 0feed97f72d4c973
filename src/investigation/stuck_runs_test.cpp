// A stuck run is one alert that says where it stands.
#include "investigation/stuck_runs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "casework/alert_table.h"
#include "casework/investigation_table.h"
#include "casework/private_postgresql.h"
#include "investigation/durable_runs.h"

namespace backstamp::investigation {
namespace {

using casework::Session;
using testing::HasSubstr;

class OnePlaybook final : public playbook::Shelf {
 public:
  std::shared_ptr<const playbook::Document> find(const std::string& id,
                                                 const std::string&) const override {
    return id == playbook_->id ? playbook_ : nullptr;
  }

 private:
  std::shared_ptr<const playbook::Document> playbook_ =
      std::make_shared<const playbook::Document>(durable_playbook(3));
};

// Ends as a killed process does: without an entry.
class BreakingCommands final : public playbook::Commands {
 public:
  std::string refusal(const playbook::Command&, const playbook::Definition*,
                      const playbook::Definition*) const override {
    return "";
  }
  playbook::CommandOutcome run(const playbook::Invocation&, const playbook::Command&,
                               const playbook::Variables&) override {
    throw 1;
  }
};

class StuckRuns : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    std::string name = "/tmp/bs-stuck-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    std::string url = "sqlite://" + name + "/cases.db";
    if (GetParam() == std::string("postgresql")) {
      auto server = casework::PrivatePostgresql::start();
      ASSERT_TRUE(server) << server.error().what;
      server_ = std::move(*server);
      url = server_->url();
    }
    auto opened = casework::Store::open(url);
    ASSERT_TRUE(opened) << opened.error().what;
    store_ = std::move(*opened);
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  void begin(const std::string& playbook_id) {
    casework::Investigation one;
    one.id = casework::InvestigationId(durable_run(1).value());
    one.playbook_id = playbook_id;
    one.variables = "{}";
    one.root = {.kind = casework::EntityKind::message, .value = Text::trusted("m")};
    one.started = clock_.now();
    const auto added =
        store_->transact([&](Session& session) { return add_investigation(session, one); });
    ASSERT_TRUE(added) << added.error().what;
    CaseJournal journal(*store_);
    BreakingCommands commands;
    playbook::Runner runner(journal, commands, clock_);
    EXPECT_THROW((void)runner.run(durable_run(1), durable_playbook(3), {}, {}), int);
  }
  std::size_t look(Duration later) {
    CaseJournal journal(*store_);
    const auto raised = alert_stuck_runs(*store_, journal, playbooks_, std::chrono::minutes(30),
                                         clock_.now() + later);
    EXPECT_TRUE(raised) << raised.error().what;
    return raised.value_or(0);
  }
  std::vector<casework::Alert> alerts() {
    const auto all = store_->reading<std::vector<casework::Alert>>(
        [](Session& session) { return list_alerts(session, 10, std::nullopt); });
    EXPECT_TRUE(all) << all.error().what;
    return all.value_or(std::vector<casework::Alert>());
  }

  SystemClock clock_;
  OnePlaybook playbooks_;
  std::filesystem::path folder_;
  std::unique_ptr<casework::PrivatePostgresql> server_;
  std::unique_ptr<casework::Store> store_;
};

TEST_P(StuckRuns, OneAlertSaysWhichStepsDidNotEnd) {
  begin("playbook--00000000-0000-4000-8000-000000000001");
  EXPECT_EQ(look(std::chrono::minutes(29)), 0u);
  EXPECT_EQ(look(std::chrono::minutes(31)), 1u);
  EXPECT_EQ(look(std::chrono::minutes(60)), 0u);  // the same standstill
  const auto raised = alerts();
  ASSERT_EQ(raised.size(), 1u);
  EXPECT_EQ(raised[0].policy, "playbook-run-stuck");
  EXPECT_THAT(raised[0].title, HasSubstr("action--00000000-0000-4000-8000-000000000004"));
  EXPECT_THAT(raised[0].title, HasSubstr("did not end in its time"));
  const auto investigation =
      store_->reading<std::optional<casework::Investigation>>([](Session& session) {
        return find_investigation(session, casework::InvestigationId(durable_run(1).value()));
      });
  ASSERT_TRUE(investigation && *investigation);
  EXPECT_THAT((*investigation)->alerts, testing::ElementsAre(raised[0].id));
}

TEST_P(StuckRuns, ARunWithoutItsPlaybookIsStuckToo) {
  begin("playbook--00000000-0000-4000-8000-000000000009");
  EXPECT_EQ(look(std::chrono::minutes(31)), 1u);
  EXPECT_THAT(alerts().at(0).title, HasSubstr("its playbook is not there"));
}

INSTANTIATE_TEST_SUITE_P(, StuckRuns, testing::Values("sqlite", "postgresql"),
                         [](const auto& tested) { return std::string(tested.param); });

}  // namespace
}  // namespace backstamp::investigation
