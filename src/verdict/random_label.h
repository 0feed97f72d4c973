// Labels of host names that a program made up.
#pragma once

#include <string_view>

namespace backstamp::verdict {

// Of at least seven letters and digits without the hyphens, and one of: ten or more hexadecimal
// digits with two numerals among them; four changes between letters and numerals; five consonants
// in a row (y is a vowel) in eight or more; under 17 % vowels in nine or more letters.
// Nothing that has an A-label: letters of other scripts look random in that form.
bool looks_random(std::string_view label);

}  // namespace backstamp::verdict
