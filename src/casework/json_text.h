// Lists and counts as the JSON text that a column holds.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "casework/alert.h"
#include "casework/entity.h"

namespace backstamp::casework {

std::string json_text(const std::vector<std::string>& strings);
std::string json_text(const std::vector<Entity>& entities);  // [["url", "https://..."], ...]
std::string json_text(const std::vector<AlertId>& alerts);
std::string json_text(const std::map<std::string, std::int64_t>& counts);

// Error: invalid.
Result<std::vector<std::string>> strings_in(std::string_view json);
Result<std::vector<Entity>> entities_in(std::string_view json);
Result<std::vector<AlertId>> alerts_in(std::string_view json);
Result<std::map<std::string, std::int64_t>> counts_in(std::string_view json);

}  // namespace backstamp::casework
