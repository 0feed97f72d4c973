#include "casework/case_json.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "casework/case_samples.h"

namespace backstamp::casework {
namespace {

using Json = nlohmann::ordered_json;
using testing::ElementsAre;

std::vector<std::string> keys(const Json& json) {
  std::vector<std::string> names;
  for (const auto& [name, value] : json.items()) names.push_back(name);
  return names;
}

InvestigationView sample_view() {
  InvestigationView view;
  view.investigation = sample_investigation();
  view.evidence = {sample_evidence(view.investigation.id)};
  view.clusters = {sample_cluster(view.investigation.id, 30),
                   sample_cluster(view.investigation.id, 34)};
  view.mailboxes = {{sample_address(1), "High", {"Clicked the link"}}};
  ActionView action;
  action.action = sample_action(view.investigation.id);
  action.targets = 30;
  action.sample = {sample_target(1).copy};
  action.outcomes.done = 28;
  view.actions = {action};
  view.journal = {sample_entry(1), sample_entry(2)};
  return view;
}

TEST(CaseJson, AnInvestigationHasTheFixedShape) {
  const InvestigationView view = sample_view();
  const Json json = Json::parse(to_json(view));
  EXPECT_THAT(keys(json),
              ElementsAre("id", "short_id", "name", "playbook", "status", "result", "started_by",
                          "root", "alert_ids", "started", "ended", "pending_since", "counts",
                          "evidence", "clusters", "mailboxes", "actions", "journal"));
  EXPECT_EQ(json["id"], view.investigation.id.value().text());
  EXPECT_EQ(json["short_id"], view.investigation.id.value().text().substr(0, 6));
  EXPECT_THAT(keys(json["playbook"]), ElementsAre("id", "name", "version"));
  EXPECT_EQ(json["status"], "Running");
  EXPECT_EQ(json["started"], "2026-11-24T00:00:00.000Z");
  EXPECT_TRUE(json["ended"].is_null());
  EXPECT_EQ(json["alert_ids"].size(), 2u);
  EXPECT_EQ(json["counts"]["copies"], 34) << "copies in two clusters are counted once";
  EXPECT_EQ(json["counts"]["malicious"], 1);
  EXPECT_EQ(json["counts"]["pending_actions"], 1);
  EXPECT_THAT(keys(json["mailboxes"][0]), ElementsAre("address", "risk_level", "risks"));
  const Json& cluster = json["clusters"][1];
  for (const char* key : {"kind", "cluster_by", "query", "copies", "by_location", "by_threat",
                          "verdict", "volume_anomaly"}) {
    EXPECT_TRUE(cluster.contains(key)) << key;
  }
  EXPECT_EQ(cluster["copies"], 34);
  EXPECT_EQ(cluster["by_location"]["Inbox"], 20);
  EXPECT_EQ(json["evidence"][0]["reasons"][0]["points"], 40);
  EXPECT_EQ(json["journal"][1]["detail"]["found"]["clusters"], 3);
}

TEST(CaseJson, AnActionHasTheFixedShape) {
  ActionView view = sample_view().actions[0];
  view.action.decision = {"ben", sample_time(9), "yes", "approved"};
  const Json json = Json::parse(to_json(view));
  for (const char* key :
       {"id", "type", "status", "title", "reason", "investigation_id", "target", "reversible",
        "inverse", "blast_radius", "expires", "decision", "outcomes"}) {
    EXPECT_TRUE(json.contains(key)) << key;
  }
  EXPECT_THAT(keys(json["target"]), ElementsAre("kind", "count", "sample", "query"));
  EXPECT_THAT(keys(json["blast_radius"]), ElementsAre("copies", "mailboxes", "users"));
  EXPECT_THAT(keys(json["decision"]), ElementsAre("by", "at", "comment", "verdict"));
  EXPECT_THAT(keys(json["outcomes"]),
              ElementsAre("done", "failed", "already", "not_found", "undone", "open"));
  EXPECT_EQ(json["decision"]["at"], "2026-11-24T00:00:09.000Z");
  EXPECT_EQ(json["expires"], "2026-11-24T01:00:00.000Z");
  view.action.expires = Time();
  EXPECT_TRUE(Json::parse(to_json(view))["expires"].is_null());
}

TEST(CaseJson, TheOtherNounsSpeakTheSameWay) {
  const Alert alert = sample_alert();
  Json json = Json::parse(to_json(alert));
  EXPECT_EQ(json["status"], "InProgress");
  EXPECT_EQ(json["severity"], "Medium");
  EXPECT_EQ(json["entities"][1]["kind"], "url");
  EXPECT_EQ(json["investigation_id"], alert.investigation->value().text());
  EXPECT_EQ(json["detail"]["as"], "phish");
  json = Json::parse(to_json(sample_indicator("example.org")));
  EXPECT_EQ(json["value"], "example.org");
  EXPECT_TRUE(json["expires"].is_null());
  json = Json::parse(to_json(sample_import()));
  EXPECT_EQ(json["refused"]["not a message"], 2);
  EXPECT_EQ(json["files_imported"], 8);
  json = Json::parse(to_json(sample_target(3)));
  EXPECT_EQ(json["state"], "Planned");
  EXPECT_EQ(json["recipient"], "user3@example.org");
}

TEST(CaseJson, OddTextNeitherBreaksItNorPassesForJson) {
  Import import = sample_import();
  import.source = "/srv/\xff\xfe";
  import.refused = "{broken";
  const Json json = Json::parse(to_json(import));
  EXPECT_EQ(json["source"], "/srv/\xef\xbf\xbd\xef\xbf\xbd");
  EXPECT_EQ(json["refused"], "{broken");
  Alert alert = sample_alert();
  alert.detail = std::string(200'000, '[');
  EXPECT_TRUE(Json::parse(to_json(alert))["detail"].is_string());
  alert.detail += std::string(200'000, ']');
  EXPECT_TRUE(Json::parse(to_json(alert))["detail"].is_string());
  alert.detail = R"({"a":"\"[[[ ]"})";
  EXPECT_EQ(Json::parse(to_json(alert))["detail"]["a"], "\"[[[ ]");
}

}  // namespace
}  // namespace backstamp::casework
