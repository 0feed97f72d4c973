// For tests: runs a playbook's JSON by plain recursion, one branch after the other, without
// journal, time or threads. Written apart from the runner, to be compared with it.
#pragma once

#include <cstdlib>
#include <map>
#include <string>

#include "playbook/random_playbook.h"

namespace backstamp::playbook::testing_world {

class ReferenceInterpreter {
 public:
  using Values = std::map<std::string, std::string>;

  ReferenceInterpreter(unsigned seed, const std::vector<Json>& playbooks) : seed_(seed) {
    for (const Json& playbook : playbooks) playbooks_[playbook["id"]] = playbook;
  }

  struct End {
    std::string failure;
    Values variables;
  };
  End run(const std::string& playbook) { return perform(playbooks_.at(playbook), "", {}); }

  // Each invocation that came to an end, and how.
  std::map<std::string, std::string> finished;

 private:
  struct Raised {
    std::string why;
  };
  struct Stage {
    const Json& playbook;
    std::vector<Values> scopes;  // the playbook's, then those of the steps around
    std::string failure;         // of the handler
  };

  End perform(const Json& playbook, const std::string& prefix, const Values& given) {
    Stage stage{playbook, {{}}, ""};
    for (const auto& [name, variable] : playbook["playbook_variables"].items()) {
      stage.scopes[0][name] = variable["value"];
    }
    for (const auto& [name, value] : given) stage.scopes[0][name] = value;
    std::string failure;
    try {
      failure = branch(stage, playbook["workflow_start"], prefix);
    } catch (const Raised& raised) {
      stage.failure = raised.why;
      stage.scopes.resize(1);
      failure = branch(stage, playbook["workflow_exception"], prefix + "exception/");
      if (failure.empty()) failure = raised.why;
    }
    return {failure, stage.scopes[0]};
  }

  std::string branch(Stage& stage, std::string at, const std::string& prefix) {
    for (;;) {
      const Json& step = stage.playbook["workflow"][at];
      const std::string type = step["type"];
      if (type == "end") return "";
      const std::string failure = type == "start" ? "" : perform_step(stage, at, step, prefix);
      const std::string completion = step.value("on_completion", "");
      if (failure.empty()) {
        at = step.value("on_success", completion);
      } else if (step.contains("on_failure")) {
        at = step["on_failure"];
      } else {
        const std::string text = at + " failed: " + failure;
        if (stage.playbook.contains("workflow_exception") && stage.failure.empty()) {
          throw Raised{text};
        }
        if (completion.empty()) {
          return stage.failure.empty() ? text : stage.failure + "; then " + text;
        }
        at = completion;
      }
    }
  }

  std::string perform_step(Stage& stage, const std::string& step_id, const Json& step,
                           const std::string& prefix) {
    const std::string type = step["type"], invocation = prefix + step_id;
    stage.scopes.emplace_back();
    const Json declared = step.value("step_variables", Json::object());
    for (const auto& [name, variable] : declared.items()) {
      stage.scopes.back()[name] = variable["value"];
    }
    std::string failure;
    if (type == "action") {
      failure = act(stage, step, invocation);
    } else {
      failure = inside(stage, step, type, invocation);
      finished[invocation] = failure.empty() ? "succeeded" : "failed: " + failure;
    }
    stage.scopes.pop_back();
    return failure;
  }

  std::string inside(Stage& stage, const Json& step, const std::string& type,
                     const std::string& invocation) {
    const std::string below = invocation + "/";
    if (type == "parallel") return both(stage, step, below);
    if (type == "playbook-action") return call(stage, step, below);
    if (type == "switch-condition") return choose(stage, step, below);
    if (type == "if-condition") {
      const char* way = holds(stage, step["condition"]) ? "on_true" : "on_false";
      return step.contains(way) ? branch(stage, step[way], below) : "";
    }
    std::string failure;
    for (int round = 1; failure.empty() && holds(stage, step["condition"]); ++round) {
      failure = branch(stage, step["on_true"], below + std::to_string(round) + "/");
    }
    return failure;
  }

  std::string both(Stage& stage, const Json& step, const std::string& below) {
    std::string all;
    for (const Json& first : step["next_steps"]) {
      const std::string failure = branch(stage, first, below);
      if (!failure.empty()) all += (all.empty() ? "" : "; ") + failure;
    }
    return all;
  }

  std::string choose(Stage& stage, const Json& step, const std::string& below) {
    const std::string reference = step["switch"];
    const std::string value = *find(stage, reference.substr(0, reference.size() - 6));
    const Json& cases = step["cases"];
    if (cases.contains(value)) return branch(stage, cases[value], below);
    return cases.contains("default") ? branch(stage, cases["default"], below) : "";
  }

  std::string call(Stage& stage, const Json& step, const std::string& below) {
    Values given;
    for (const std::string name : step["in_args"]) given[name] = *find(stage, name);
    const End end = perform(playbooks_.at(step["playbook_id"]), below, given);
    if (!end.failure.empty()) return end.failure;
    for (const std::string name : step["out_args"]) *find(stage, name) = end.variables.at(name);
    return "";
  }

  std::string act(Stage& stage, const Json& step, const std::string& invocation) {
    int part = 0;
    const std::size_t targets = step.contains("targets") ? step["targets"].size() : 1;
    for (std::size_t command = 0; command < step["commands"].size(); ++command) {
      std::string failures;
      for (std::size_t target = 0; target < targets; ++target) {
        const std::string own = invocation + (part++ ? "#" + std::to_string(part) : "");
        const std::string failure = one(stage, step, own);
        if (!failure.empty()) failures += (failures.empty() ? "" : "; ") + failure;
        finished[own] = failure.empty() ? "succeeded" : "failed: " + failure;
      }
      if (!failures.empty()) return failures;
    }
    return "";
  }

  std::string one(Stage& stage, const Json& step, const std::string& invocation) {
    Values in;
    for (const std::string name : step["in_args"]) in[name] = *find(stage, name);
    CommandOutcome outcome = outcome_for(seed_, invocation, in);
    if (!outcome.succeeded) return outcome.why;
    for (const std::string name : step["out_args"]) {
      const std::string& value = outcome.out[name].value;
      if (value == "no number") return name + " is of type integer; \"no number\" does not fit";
      *find(stage, name) = value;
    }
    return "";
  }

  static std::string* find(Stage& stage, const std::string& name) {
    for (auto scope = stage.scopes.rbegin(); scope != stage.scopes.rend(); ++scope) {
      if (const auto found = scope->find(name); found != scope->end()) return &found->second;
    }
    return nullptr;
  }

  // "__v1__:value < 5"
  static bool holds(Stage& stage, const std::string& condition) {
    const auto colon = condition.find(':');
    const int value = std::atoi(find(stage, condition.substr(0, colon))->c_str());
    const int limit = std::atoi(condition.c_str() + colon + 9);
    return condition[colon + 7] == '<' ? value < limit : value > limit;
  }

  const unsigned seed_;
  std::map<std::string, Json> playbooks_;
};

}  // namespace backstamp::playbook::testing_world
