// Where the logs that a Sigma rule is about lie here, and what their fields are called.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "hunting/table_spec.h"

namespace backstamp::hunting::sigma {

struct LogSource {
  std::string product, category, service;  // empty: not said
  const TableSpec* table = nullptr;
  std::string record;                         // column with the source's own record; may be empty
  std::map<std::string, std::string> fields;  // of the source -> columns
};

// Of content/sigma/log_sources.json; a mistake in it is ours: CHECK.
const std::vector<LogSource>& log_sources();

// The one with the same product, category and service. Error: not_found, with those there are.
Result<const LogSource*> find_log_source(const std::string& product, const std::string& category,
                                         const std::string& service);

// A field in KQL.
struct FieldTerm {
  enum class Kind { text, number, boolean };
  Kind kind = Kind::text;
  std::string kql;
};
// Error: not_found, when the table has no such column and keeps no record.
Result<FieldTerm> field_term(const LogSource& source, const std::string& field);

// A KQL string literal. Error: invalid for control characters.
Result<std::string> kql_text(const std::string& text);

}  // namespace backstamp::hunting::sigma
