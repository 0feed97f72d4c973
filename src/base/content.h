// The files of content/ (tables, playbooks, policies, rules), built into the program.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace backstamp {

// "tables/EmailEvents.json" -> its bytes.
std::optional<std::string_view> content_file(std::string_view path);
// All paths that begin with `prefix`, sorted.
std::vector<std::string_view> content_files(std::string_view prefix);

}  // namespace backstamp
