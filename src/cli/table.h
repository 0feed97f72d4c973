// Tables for people: columns as wide as needed, the last one cut to the terminal.
#pragma once

#include <string>
#include <vector>

namespace backstamp::cli {

// Control characters in cells are shown as '?': mail chooses some of the texts.
void print_table(const std::vector<std::string>& head,
                 const std::vector<std::vector<std::string>>& rows);
// One line of text from outside, safe for a terminal.
std::string shown(const std::string& text);

}  // namespace backstamp::cli
