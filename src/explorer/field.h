// What mail can be filtered, grouped and listed by.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "hunting/kql/value.h"

namespace backstamp::explorer {

struct Field {
  std::string name;    // as it is asked for: "Subject", "EmailUrlInfo.UrlDomain"
  std::string alias;   // a shorter name, where no other field has it: "UrlDomain"; or ""
  std::string table;   // EmailEvents, or one whose rows belong to a message
  std::string column;  // of that table
  hunting::kql::Type type = hunting::kql::Type::text;
  std::string meaning;
  bool folds = false;    // people write it: compared without case (the table has an index for that)
  bool derived = false;  // not in the table: selection.h joins it

  bool of_copy() const { return table == "EmailEvents"; }
};

// All of them, those of the copy itself first.
const std::vector<Field>& fields();
// By name or alias. Error: invalid, with the nearest name.
Result<const Field*> find_field(std::string_view name);

}  // namespace backstamp::explorer
