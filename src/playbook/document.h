// A CACAO 2.0 playbook (OASIS CS01) as values. What is not needed for running it is kept as the
// text it was read from: reading and writing lose nothing.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace backstamp::playbook {

// A CACAO variable: name "__x__", value as text (numbers and booleans in JSON form, dictionaries as
// JSON objects).
struct Variable {
  std::string type = "string";
  std::string value;
  bool constant = false;
  bool external = false;
};
using Variables = std::map<std::string, Variable>;

struct Command {
  std::string type;     // "x-backstamp" for ours, else one of the twelve of CACAO
  std::string command;  // for ours: the name of an analyzer or action, e.g. "sender"
  std::string json{};   // the whole object: command_b64, headers, content, ... as they stand
};

// An agent or a target: who carries out a command, and on what.
struct Definition {
  std::string id, type, name;
  std::string json;              // the whole object
  std::string authentication{};  // the object that its authentication_info names; empty: none
};
using Definitions = std::map<std::string, Definition>;

enum class StepType {
  start,
  end,
  action,
  playbook_action,
  parallel,
  if_condition,
  while_condition,
  switch_condition
};

struct Step {
  std::string id;
  StepType type = StepType::end;
  std::string name, description;
  std::string on_completion, on_success, on_failure;  // step ids or empty
  std::string condition, on_true, on_false;           // if and while
  std::vector<Command> commands;                      // action
  std::string agent;                                  // action
  std::vector<std::string> in_args, out_args;
  std::chrono::milliseconds delay{0}, timeout{0};  // timeout 0: the engine's own maximum
  Variables variables;
  std::vector<std::string> targets;           // action
  std::vector<std::string> next_steps;        // parallel: the first step of each branch
  std::string switch_on;                      // switch: "__x__:value"
  std::map<std::string, std::string> cases;   // switch: value or "default" -> step id
  std::string playbook_id, playbook_version;  // playbook-action
};

// "if-condition" and so on, as in the JSON and in step ids.
std::string_view name_of(StepType type);
Result<StepType> step_type(std::string_view name);

struct Document {
  std::string id, name, description;
  std::string version;  // CACAO has no other: `modified`
  std::string created_by;
  bool revoked = false;
  std::optional<Time> valid_from, valid_until;
  std::string workflow_start, workflow_exception;
  std::map<std::string, Step> workflow;
  Variables variables;
  Definitions agents, targets;
  std::vector<std::string> labels;
  std::string json;  // as read
};

struct Problem {
  std::string where;  // JSON pointer
  std::string what;   // what is wrong and what to do
};

struct Limits {
  std::uint64_t bytes_max = 4 * 1024 * 1024;
  int depth_max = 64;
  std::size_t steps_max = 2'000;
  std::size_t variables_max = 1'000;  // of the playbook and all its steps together
};

// Errors: invalid (not JSON, not a CACAO 2.0 playbook), limit. A document that was read may
// still have problems: see validate().
Result<Document> parse(std::string_view json, const Limits& limits = {});

// Structure and graph: required properties, ids, dangling and unreachable steps, on_* rules,
// branches without their own end, cycles outside while, conditions that don't parse, undeclared
// variables. Empty: it can run, as far as can be told without running it.
std::vector<Problem> validate(const Document& document);

}  // namespace backstamp::playbook
