#include "playbook/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "base/content.h"
#include "base/file.h"

namespace backstamp::playbook {
namespace {

using Json = nlohmann::json;
using testing::HasSubstr;

std::string id(const std::string& type, int number) {
  const std::string digits = std::to_string(number);
  return type + "--00000000-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits;
}

Json action(const std::string& next) {
  return {{"type", "action"},
          {"commands", {{{"type", "x-test"}, {"command", "look"}}}},
          {"agent", id("x-tester", 1)},
          {"on_completion", next}};
}

// start -> if (true: action -> end) -> end
Json sample() {
  return {{"type", "playbook"},
          {"spec_version", "cacao-2.0"},
          {"id", id("playbook", 1)},
          {"name", "Sample"},
          {"created_by", id("identity", 1)},
          {"created", "2026-01-31T12:00:00.000Z"},
          {"modified", "2026-01-31T12:00:00.000Z"},
          {"playbook_variables",
           {{"__count__", {{"type", "integer"}, {"value", "0"}}},
            {"__who__", {{"type", "string"}, {"external", true}}},
            {"__fixed__", {{"type", "string"}, {"value", "x"}, {"constant", true}}}}},
          {"workflow_start", id("start", 1)},
          {"workflow",
           {{id("start", 1), {{"type", "start"}, {"on_completion", id("if-condition", 2)}}},
            {id("if-condition", 2),
             {{"type", "if-condition"},
              {"condition", "__count__:value > 3"},
              {"on_true", id("action", 3)},
              {"on_completion", id("end", 5)}}},
            {id("action", 3), action(id("end", 4))},
            {id("end", 4), {{"type", "end"}}},
            {id("end", 5), {{"type", "end"}}}}},
          {"agent_definitions", {{id("x-tester", 1), {{"type", "x-tester"}, {"name", "Us"}}}}}};
}

std::string found_in(const Json& playbook) {
  const auto document = parse(playbook.dump());
  if (!document) return "refused: " + document.error().what;
  std::string text;
  for (const Problem& problem : validate(*document)) {
    text += problem.where + ": " + problem.what + "\n";
  }
  return text;
}

TEST(Document, ReadsWhatIsThere) {
  Json json = sample();
  Json& step = json["workflow"][id("action", 3)];
  step["name"] = "Look";
  step["delay"] = 5;
  step["timeout"] = 30'000;
  step["in_args"] = {"__who__"};
  step["out_args"] = {"__count__"};
  step["step_variables"]["__flag__"] = {{"type", "bool"}, {"value", true}};
  json["labels"] = {"mail"};
  const auto document = parse(json.dump());
  ASSERT_TRUE(document) << document.error().what;
  EXPECT_EQ(document->id, id("playbook", 1));
  EXPECT_EQ(document->version, "2026-01-31T12:00:00.000Z");
  EXPECT_EQ(document->labels, std::vector<std::string>{"mail"});
  EXPECT_TRUE(document->variables.at("__who__").external);
  EXPECT_TRUE(document->variables.at("__fixed__").constant);
  const Step& read = document->workflow.at(id("action", 3));
  EXPECT_EQ(read.type, StepType::action);
  EXPECT_EQ(read.name, "Look");
  EXPECT_EQ(read.delay, std::chrono::milliseconds(5));
  EXPECT_EQ(read.timeout, std::chrono::seconds(30));
  EXPECT_EQ(read.commands.at(0).command, "look");
  EXPECT_EQ(read.in_args, std::vector<std::string>{"__who__"});
  EXPECT_EQ(read.variables.at("__flag__").value, "true");
  EXPECT_EQ(validate(*document).size(), 0u) << found_in(json);
}

TEST(Document, RefusesWhatIsNoPlaybook) {
  const std::tuple<std::string, Fault, std::string> cases[] = {
      {"", Fault::invalid, "not JSON"},
      {"{\"type\":", Fault::invalid, "not JSON: parse error at line 1, column 9"},
      {"[]", Fault::invalid, "an object is expected"},
      {"{\"type\":\"bundle\"}", Fault::invalid, "/type: \"playbook\" is expected here"},
      {R"({"type":"playbook","spec_version":"1.1"})", Fault::invalid, "/spec_version: \"1.1\""},
      {R"({"type":"playbook","type":"playbook"})", Fault::invalid, "\"type\" stands twice"},
      {R"({"a":[{"b":{"c":1,"c":2}}]})", Fault::invalid, "\"c\" stands twice"},
      {std::string(100'000, '['), Fault::limit, "64 levels"},
      {std::string(5 * 1024 * 1024, ' '), Fault::limit, "4194304 bytes"},
      {"{\"name\":\"\xff\"}", Fault::invalid, "not JSON"},
  };
  for (const auto& [json, fault, what] : cases) {
    const auto document = parse(json);
    ASSERT_FALSE(document) << json.substr(0, 80);
    EXPECT_EQ(document.error().fault, fault) << json.substr(0, 80);
    EXPECT_THAT(document.error().what, HasSubstr(what));
  }
}

TEST(Document, IsBoundedInStepsAndVariables) {
  Json json = sample();
  for (int step = 100; step < 2'200; ++step) {
    json["workflow"][id("end", step)] = {{"type", "end"}};
  }
  EXPECT_EQ(parse(json.dump()).error().fault, Fault::limit);
  json = sample();
  for (int number = 0; number < 1'001; ++number) {
    json["playbook_variables"]["__v" + std::to_string(number) + "__"] = {{"type", "string"}};
  }
  EXPECT_EQ(parse(json.dump()).error().fault, Fault::limit);
}

struct Case {
  std::string_view name;
  std::function<void(Json&)> change;
  std::string expected;
};

const std::string flow = "/workflow/";

const Case cases[] = {
    {"nothing", [](Json&) {}, ""},
    {"no author", [](Json& p) { p.erase("created_by"); }, "/created_by: missing"},
    {"bad id", [](Json& p) { p["id"] = "playbook--1"; }, "/id: an id like type--UUID"},
    {"bad time", [](Json& p) { p["modified"] = "yesterday"; }, "/modified: a time like"},
    {"priority", [](Json& p) { p["priority"] = 101; }, "/priority: a whole number from 0"},
    {"misspelt", [](Json& p) { p["lables"] = {"a"}; }, "/lables: CACAO 2.0 has no such"},
    {"misspelt with hint",
     [](Json& p) { p["workflow"][id("end", 4)]["step-variables"] = Json::object(); },
     flow + id("end", 4) +
         "/step-variables: CACAO 2.0 has no such property here; do you mean "
         "step_variables?"},
    {"no agent", [](Json& p) { p["workflow"][id("action", 3)].erase("agent"); },
     flow + id("action", 3) + "/agent: missing"},
    {"unknown agent", [](Json& p) { p.erase("agent_definitions"); },
     flow + id("action", 3) + "/agent: is not defined"},
    {"unknown target",
     [](Json& p) { p["workflow"][id("action", 3)]["targets"] = {id("x-host", 9)}; },
     flow + id("action", 3) + "/targets/0: is not defined"},
    {"no command", [](Json& p) { p["workflow"][id("action", 3)]["commands"][0].erase("command"); },
     flow + id("action", 3) + "/commands/0: has neither"},
    {"id of another type", [](Json& p) { p["workflow"][id("end", 4)] = {{"type", "start"}}; },
     flow + id("end", 4) + ": a step's id must be start--UUID"},
    {"no start", [](Json& p) { p["workflow_start"] = id("start", 7); },
     "/workflow_start: names no"},
    {"start is an action", [](Json& p) { p["workflow_start"] = id("action", 3); },
     "/workflow_start: must name a step of type start"},
    {"no handler", [](Json& p) { p["workflow_exception"] = id("action", 8); },
     "/workflow_exception: names no step"},
    {"dangling", [](Json& p) { p["workflow"][id("action", 3)]["on_completion"] = id("end", 9); },
     flow + id("action", 3) + "/on_completion: names no step"},
    {"dangling branch",
     [](Json& p) { p["workflow"][id("if-condition", 2)]["on_false"] = id("end", 9); },
     flow + id("if-condition", 2) + "/on_false: names no step"},
    {"unreachable", [](Json& p) { p["workflow"][id("end", 6)] = {{"type", "end"}}; },
     flow + id("end", 6) + ": nothing leads to this step"},
    {"both ways", [](Json& p) { p["workflow"][id("action", 3)]["on_success"] = id("end", 4); },
     flow + id("action", 3) + "/on_completion: use on_completion or"},
    {"failure alone",
     [](Json& p) {
       p["workflow"][id("action", 3)].erase("on_completion");
       p["workflow"][id("action", 3)]["on_failure"] = id("end", 4);
     },
     flow + id("action", 3) + "/on_failure: on_failure needs"},
    {"leads nowhere", [](Json& p) { p["workflow"][id("action", 3)].erase("on_completion"); },
     flow + id("action", 3) + ": leads nowhere"},
    {"end leads on", [](Json& p) { p["workflow"][id("end", 4)]["on_completion"] = id("end", 5); },
     flow + id("end", 4) + ": an end step leads nowhere"},
    {"start fails", [](Json& p) { p["workflow"][id("start", 1)]["on_failure"] = id("end", 5); },
     flow + id("start", 1) + ": a start step has on_completion only"},
    {"branch without its own end",
     [](Json& p) { p["workflow"][id("action", 3)]["on_completion"] = id("end", 5); },
     flow + id("if-condition", 2) + "/on_true: this branch runs into " + id("end", 5)},
    {"circle",
     [](Json& p) { p["workflow"][id("action", 3)]["on_completion"] = id("if-condition", 2); },
     flow + id("action", 3) + "/on_completion: leads back to"},
    {"no condition", [](Json& p) { p["workflow"][id("if-condition", 2)].erase("condition"); },
     flow + id("if-condition", 2) + "/condition: missing"},
    {"bad condition",
     [](Json& p) { p["workflow"][id("if-condition", 2)]["condition"] = "__count__:value >"; },
     flow + id("if-condition", 2) + "/condition: character 18: a value is expected"},
    {"undeclared argument",
     [](Json& p) { p["workflow"][id("action", 3)]["in_args"] = {"__gone__"}; },
     flow + id("action", 3) + "/in_args/0: undeclared variable __gone__"},
    {"constant written",
     [](Json& p) { p["workflow"][id("action", 3)]["out_args"] = {"__fixed__"}; },
     flow + id("action", 3) + "/out_args/0: __fixed__ is constant"},
    {"undeclared in a command",
     [](Json& p) {
       p["workflow"][id("action", 3)]["commands"][0]["command"] = "ping __host__:value";
     },
     flow + id("action", 3) + "/commands/0/command: undeclared variable __host__"},
    {"bad value", [](Json& p) { p["playbook_variables"]["__count__"]["value"] = "many"; },
     "/playbook_variables/__count__/value: is no value of type integer"},
    {"bad name", [](Json& p) { p["playbook_variables"]["$$old$$"] = {{"type", "string"}}; },
     "/playbook_variables/$$old$$: a variable's name"},
    {"one branch",
     [](Json& p) {
       p["workflow"][id("parallel", 3)] = {
           {"type", "parallel"}, {"next_steps", {id("end", 6)}}, {"on_completion", id("end", 4)}};
       p["workflow"][id("end", 6)] = {{"type", "end"}};
       p["workflow"][id("action", 3)]["on_completion"] = id("parallel", 3);
     },
     flow + id("parallel", 3) + "/next_steps: name the first steps of two"},
    {"no cases",
     [](Json& p) {
       p["workflow"][id("switch-condition", 3)] = {{"type", "switch-condition"},
                                                   {"switch", "__nobody__:value"},
                                                   {"cases", Json::object()},
                                                   {"on_completion", id("end", 4)}};
       p["workflow"][id("action", 3)]["on_completion"] = id("switch-condition", 3);
     },
     flow + id("switch-condition", 3) + "/cases: missing"},
};

TEST(Validate, SaysWhatIsWrongAndWhere) {
  for (const auto& [name, change, expected] : cases) {
    Json playbook = sample();
    change(playbook);
    const std::string found = found_in(playbook);
    if (expected.empty()) {
      EXPECT_EQ(found, "") << name;
    } else {
      EXPECT_THAT(found, HasSubstr(expected)) << name;
    }
  }
}

TEST(Validate, StepVariablesAreSeenInsideTheBranch) {
  Json playbook = sample();
  playbook["workflow"][id("if-condition", 2)]["step_variables"]["__near__"] = {{"type", "string"}};
  playbook["workflow"][id("action", 3)]["in_args"] = {"__near__"};
  EXPECT_EQ(found_in(playbook), "");
  playbook["workflow"][id("action", 6)] = action(id("end", 5));
  playbook["workflow"][id("if-condition", 2)]["on_completion"] = id("action", 6);
  playbook["workflow"][id("action", 6)]["in_args"] = {"__near__"};
  EXPECT_THAT(found_in(playbook), HasSubstr(id("action", 6) + "/in_args/0: undeclared"));
}

TEST(Validate, EachBuiltInPlaybookIsSound) {
  const auto files = content_files("playbooks/");
  EXPECT_FALSE(files.empty());
  for (const std::string_view file : files) {
    EXPECT_EQ(found_in(Json::parse(*content_file(file))), "") << file;
  }
}

TEST(Validate, FindsWhatIsReferredToAndNotDefined) {
  Json playbook = sample();
  playbook["playbook_types"] = {"investigation", "tea"};
  playbook["markings"] = {id("marking-tlp", 1)};
  playbook["playbook_extensions"][id("extension-definition", 1)] = Json::object();
  playbook["valid_from"] = "2026-03-01T00:00:00.000Z";
  playbook["valid_until"] = "2026-02-01T00:00:00.000Z";
  playbook["signatures"] = {{{"type", "jss"}}};
  playbook["agent_definitions"][id("x-tester", 1)]["authentication_info"] = id("user-auth", 1);
  Json& commands = playbook["workflow"][id("action", 3)]["commands"];
  commands.push_back({{"type", "kestrel"}, {"command", "GET"}});
  commands.push_back({{"type", "powershel"}, {"command", "dir"}});
  commands.push_back({{"type", "manual"}, {"command_b64", "not base64"}});
  const std::string found = found_in(playbook);
  for (const char* expected :
       {"/playbook_types/1: is none of attack", "/playbook_activities: missing",
        "/markings/0: is not defined in data_marking_definitions",
        "/playbook_extensions/extension-definition--00000000-0000-4000-8000-000000000001: is not",
        "/valid_until: is before valid_from", "/signatures/0/value: missing",
        "/authentication_info: is not defined in authentication_info_definitions",
        "/commands/1/type: commands of type kestrel are not carried out here",
        "/commands/2/type: powershel is none of CACAO 2.0's command types",
        "/commands/3/command_b64: is not base64"}) {
    EXPECT_THAT(found, HasSubstr(expected));
  }
}

TEST(Document, WritesWhatItRead) {
  Json json = sample();
  json["signatures"] = {{{"type", "jss"}, {"value", "c2ln"}, {"x_more", {1, 2.50, nullptr}}}};
  json["authentication_info_definitions"][id("user-auth", 1)] = {{"type", "user-auth"}};
  json["x_unknown"] = {{"deep", {{"er", "\u00e9"}}}};
  const std::string text = json.dump(3) + "\n";
  const auto document = parse(text);
  ASSERT_TRUE(document) << document.error().what;
  EXPECT_EQ(document->json, text);
  EXPECT_EQ(document->agents.at(id("x-tester", 1)).type, "x-tester");
}

// Playbooks that others published: each is read, or refused for its own reason, and none loses
// anything.
TEST(Document, ReadsOrRefusesThePlaybooksOfOthers) {
  const std::filesystem::path folder = std::filesystem::path(SHARED_DATA) / "cacao";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no " << folder;
  // By the beginning of the file's name: what is wrong with it; empty: nothing.
  const std::map<std::string, std::string> reasons = {
      {"coa-flow--3c3bcda266", "/spec_version: \"1.1\" is not read"},
      {"coa-flow--b1b26e6431", "\"single\" is none of CACAO 2.0's step types"},
      {"find-malware-fuzzypanda--508d4cbd05", ""},
      {"bad-mac-address--1e8edc1646", "/agents: CACAO 2.0 has no such property"},
      {"bad-mac-address--e10c6769f8", ""},
      {"example-ssh--484f7ea61b", "openc2 is none of CACAO 2.0's command types"},
      {"block-malware--df63fa54a3", "an agent's or target's id must be type--UUID"},
      {"soarca-main-flow--0e98bd60dc", "leads back to action--"},
      {"soarca-main-flow--1cc90b31a0", "this branch runs into end--"},
      {"soarca-main-flow--52c791cb32", "/agent: is not defined"},
      {"soarca-main-flow--ed50f31911", "/on_completion: names no step"},
      {"example-manual--c9acba3ad4", "/playbook_activities: missing"},
      {"malware-triage-with-misp", "commands of type jupyter are not carried out here"},
  };
  std::size_t told = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    const auto bytes = read_file(entry.path(), 16 * 1024 * 1024);
    ASSERT_TRUE(bytes) << bytes.error().what;
    const auto document = parse(*bytes);
    if (document) {
      EXPECT_EQ(document->json, *bytes) << entry.path();
    }
    const std::string found = found_in(Json::parse(*bytes));
    for (const auto& [name, reason] : reasons) {
      if (!entry.path().filename().string().starts_with(name)) continue;
      ++told;
      if (reason.empty()) {
        EXPECT_EQ(found, "") << name;
      }
      EXPECT_THAT(found, HasSubstr(reason)) << name;
    }
  }
  EXPECT_EQ(told, reasons.size());
}

}  // namespace
}  // namespace backstamp::playbook
