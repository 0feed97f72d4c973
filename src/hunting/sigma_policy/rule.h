// A Sigma rule (SigmaHQ specification 2), read and turned into KQL.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "hunting/sigma_policy/yaml.h"

namespace backstamp::hunting::sigma_policy {

struct Rule {
  std::string id, title, level, status, description, author;
  std::string product, service, category;  // of its log source
  Yaml detection;                          // searches by name, without the condition
  std::vector<std::string> conditions;     // any of them
};

// Error: invalid, with what is missing or wrong; limit.
Result<Rule> read_rule(std::string_view yaml);

// Where a log source's events lie, and how its fields are called there.
struct Source {
  std::string product, service, category;  // empty: any
  std::string table;
  std::string entity;                         // KQL: whose event it is
  std::map<std::string, std::string> fields;  // Sigma's name -> KQL
  std::string other;     // KQL for fields not named, with {field}; empty: they are refused
  std::string keywords;  // KQL of the text that words without a field are looked for in
};

// content/policies/sigma_sources.json. Error: invalid.
Result<std::vector<Source>> parse_sources(std::string_view json);
const std::vector<Source>& built_in_sources();

struct RuleKql {
  const Source* source = nullptr;
  std::string condition;  // behind `where`

  std::string query() const { return source->table + " | where " + condition; }
};

// Comparisons are without case, as Sigma wants them. Errors: not_found (no table holds this log
// source), invalid (a field or modifier that has no meaning here, a condition that can't be read).
Result<RuleKql> to_kql(const Rule& rule, const std::vector<Source>& sources);

}  // namespace backstamp::hunting::sigma_policy
