// Names that look alike (Unicode Technical Standard 39, through ICU).
#pragma once

#include <string>
#include <string_view>

namespace backstamp::verdict {

// Two texts with equal skeletons look alike: "paypal", "pаypаl" (Cyrillic), "paypa1", "rnicrosoft"
// and "microsoft" pairwise. Not for showing. Bytes that are no UTF-8 give an empty skeleton.
std::string skeleton(std::string_view text);

// A label of a host name as it is shown: "xn--bcher-kva" -> "bücher".
std::string shown_label(std::string_view label);

// Edit distance 1: one letter changed, added, left out or two neighbours swapped. False for equals.
bool differs_by_one(std::string_view a, std::string_view b);

}  // namespace backstamp::verdict
