// What a subject looks like, whatever it says.
#pragma once

#include <optional>
#include <string_view>

#include "base/text.h"

namespace backstamp::verdict {

// A currency sign or code beside a number: "$500", "1.200 EUR", "R$ 90".
bool names_amount(std::string_view subject);

// A number of eight digits and more, or a word of eight letters and digits that change three times.
std::optional<Text> random_id_in(std::string_view subject);

// Words that a dot cuts behind their first letters: "a.ccount", "ac.count". Host names, initials,
// abbreviations and numbers are none.
std::size_t dotted_words(std::string_view text);

// Ten letters and more, over four fifths of them capitals.
bool is_in_capitals(std::string_view subject);

}  // namespace backstamp::verdict
