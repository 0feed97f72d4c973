// The server's JSON, read for printing.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/connection.h"

namespace backstamp::cli {

// Error: corrupt when it is no JSON.
Result<nlohmann::ordered_json> read_answer(const std::string& body);

// All items of a paged list, following its cursors; at most `items_max`.
Result<std::vector<nlohmann::ordered_json>> read_list(const Connection& connection,
                                                      const std::string& path,
                                                      std::size_t items_max);

// A member as text for people: "" when missing or null, objects as "name value, ..." without
// zeros, numbers and lists as JSON.
std::string text_of(const nlohmann::ordered_json& object, const char* name);

// Prints one object a line, or a table of the named members.
void print_list(const std::vector<nlohmann::ordered_json>& items, bool json,
                const std::vector<std::string>& members);

}  // namespace backstamp::cli
