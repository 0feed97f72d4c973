// For tests: playbooks made up from a seed, with every type of step, nested. Parallel branches
// share no variables, so that the outcome does not depend on their order.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "base/hash.h"
#include "playbook/runner.h"

namespace backstamp::playbook::testing_world {

using Json = nlohmann::json;

inline std::string id(const std::string& type, int number) {
  const std::string digits = std::to_string(number);
  return type + "--00000000-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits;
}

class PlaybookMaker {
 public:
  explicit PlaybookMaker(unsigned seed) : random_(seed) {}

  // The playbook first, then those it calls.
  std::vector<Json> playbooks() {
    std::vector<Json> made;
    if (one_in(2)) made.push_back(playbook(id("playbook", 3)));
    if (!made.empty()) callable_.push_back(id("playbook", 3));
    if (one_in(2)) {
      made.push_back(playbook(id("playbook", 2)));
      callable_.push_back(id("playbook", 2));
    }
    made.insert(made.begin(), playbook(id("playbook", 1)));
    return made;
  }

 private:
  using Names = std::vector<std::string>;

  int below(int n) { return std::uniform_int_distribution(0, n - 1)(random_); }
  bool one_in(int n) { return below(n) == 0; }

  Json playbook(const std::string& name) {
    workflow_ = Json::object();
    Json result = {
        {"type", "playbook"},
        {"spec_version", "cacao-2.0"},
        {"id", name},
        {"name", "Random"},
        {"created_by", id("identity", 1)},
        {"created", "2026-01-31T12:00:00.000Z"},
        {"modified", "2026-01-31T12:00:00.000Z"},
        {"agent_definitions", {{id("x-tester", 1), definition("x-tester")}}},
        {"target_definitions",
         {{id("x-host", 1), definition("x-host")}, {id("x-host", 2), definition("x-host")}}}};
    Names names;
    for (int i = 0; i < 6; ++i) {
      names.push_back("__v" + std::to_string(i) + "__");
      result["playbook_variables"][names.back()] = {
          {"type", "integer"}, {"value", std::to_string(below(10))}, {"external", true}};
    }
    handled_ = one_in(2);
    if (handled_) result["workflow_exception"] = branch(2, names, /*sheltered=*/false);
    const std::string first = branch(0, names, /*sheltered=*/false);
    result["workflow_start"] = add("start", {{"type", "start"}, {"on_completion", first}});
    result["workflow"] = workflow_;
    return result;
  }

  static Json definition(const std::string& type) { return {{"type", type}, {"name", "Us"}}; }

  std::string add(const std::string& type, const Json& step) {
    const std::string name = id(type, ++number_);
    workflow_[name] = step;
    return name;
  }

  // Steps from the last, an end of its own, to the first, which is returned. `sheltered`: inside
  // parallel, where no failure may reach the exception handler.
  std::string branch(int depth, const Names& names, bool sheltered) {
    std::string next = add("end", {{"type", "end"}});
    for (int left = 1 + below(3); left > 0; --left) next = step(next, depth, names, sheltered);
    return next;
  }

  std::string step(const std::string& next, int depth, const Names& names, bool sheltered) {
    const int kind = depth < 3 ? below(10) : 0;
    Json step;
    std::string type = "action";
    if (kind < 4) {
      step = action(names);
    } else if (kind == 4 && names.size() > 1) {
      type = "parallel";
      step = parallel(depth, names);
    } else if (kind == 5) {
      type = "while-condition";
      step = loop(depth, names, sheltered);
    } else if (kind == 6) {
      type = "switch-condition";
      step = choice(depth, names, sheltered);
    } else if (kind == 7 && !callable_.empty()) {
      type = "playbook-action";
      step = call(names);
    } else {
      type = "if-condition";
      step = {{"condition", condition(names)}, {"on_true", branch(depth + 1, names, sheltered)}};
      if (one_in(2)) step["on_false"] = branch(depth + 1, names, sheltered);
    }
    step["type"] = type;
    if (one_in(5)) step["delay"] = 100 * below(30);
    if (type != "playbook-action" && one_in(5)) {
      step["step_variables"] = {{any(names), {{"type", "integer"}, {"value", "5"}}}};
    }
    lead_on(step, next, sheltered);
    return add(type, step);
  }

  void lead_on(Json& step, const std::string& next, bool sheltered) {
    const bool both = sheltered && handled_;
    if (!both && one_in(3)) {
      step["on_completion"] = next;
      return;
    }
    step["on_success"] = next;
    if (both || one_in(2)) step["on_failure"] = next;
  }

  const std::string& any(const Names& names) {
    return names[static_cast<std::size_t>(below(static_cast<int>(names.size())))];
  }

  Json action(const Names& names) {
    Json step = {{"agent", id("x-tester", 1)},
                 {"in_args", names},
                 {"out_args", {any(names)}},
                 {"commands", {{{"type", "x-test"}, {"command", "one"}}}}};
    if (one_in(4)) step["commands"].push_back({{"type", "x-test"}, {"command", "two"}});
    if (one_in(4)) step["targets"] = {id("x-host", 1), id("x-host", 2)};
    return step;
  }

  Json parallel(int depth, const Names& names) {
    const auto half = names.begin() + static_cast<std::ptrdiff_t>(names.size() / 2);
    const std::string left = branch(depth + 1, {names.begin(), half}, /*sheltered=*/true);
    const std::string right = branch(depth + 1, {half, names.end()}, /*sheltered=*/true);
    return {{"next_steps", {left, right}}};
  }

  // The round sets what the condition looks at, so that the loop ends some time.
  Json loop(int depth, const Names& names, bool sheltered) {
    const std::string name = any(names);
    Json step = action(names);
    step["type"] = "action";
    step["out_args"] = {name};
    step.erase("step_variables");
    lead_on(step, branch(depth + 2, names, sheltered), sheltered);
    return {{"condition", name + ":value < " + std::to_string(below(7))},
            {"on_true", add("action", step)}};
  }

  Json choice(int depth, const Names& names, bool sheltered) {
    Json step = {{"switch", any(names) + ":value"}};
    for (int value = below(4); value < 10; value += 1 + below(4)) {
      step["cases"][std::to_string(value)] = branch(depth + 1, names, sheltered);
    }
    if (one_in(2)) step["cases"]["default"] = branch(depth + 1, names, sheltered);
    return step;
  }

  Json call(const Names& names) {
    return {{"playbook_id",
             callable_[static_cast<std::size_t>(below(static_cast<int>(callable_.size())))]},
            {"in_args", {any(names)}},
            {"out_args", {any(names)}}};
  }

  std::string condition(const Names& names) {
    return any(names) + ":value " + (one_in(2) ? "<" : ">") + " " + std::to_string(below(10));
  }

  std::mt19937 random_;
  Json workflow_;
  std::vector<std::string> callable_;
  bool handled_ = false;
  int number_ = 0;
};

// The outcome depends on the seed, the invocation and what is handed in, on nothing else.
inline CommandOutcome outcome_for(unsigned seed, const std::string& invocation,
                                  const std::map<std::string, std::string>& in) {
  std::string all = invocation;
  for (const auto& [name, value] : in) all += " " + name + "=" + value;
  const std::uint64_t chance = hash64(all, seed);
  CommandOutcome outcome;
  outcome.succeeded = chance % 5 != 0;
  if (!outcome.succeeded) outcome.why = "chance";
  const std::string value = chance % 11 == 0 ? "no number" : std::to_string(chance % 10);
  for (int i = 0; i < 6; ++i) outcome.out["__v" + std::to_string(i) + "__"].value = value;
  outcome.findings = std::any(invocation);
  return outcome;
}

}  // namespace backstamp::playbook::testing_world
