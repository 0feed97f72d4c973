// CSV (RFC 4180) that a spreadsheet opens as text.
#pragma once

#include <string>
#include <string_view>

namespace backstamp {

enum class CsvCell { text, number };

// A cell, in quotes where it needs them. A spreadsheet takes a text that begins with = + - @, a tab
// or CR for a formula, and mail chooses some of the texts: those get a ' in front. Numbers stay.
std::string csv_cell(std::string_view value, CsvCell kind = CsvCell::text);

}  // namespace backstamp
