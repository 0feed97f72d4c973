// What a style sheet or a style attribute loads.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace backstamp::message {

// The targets of url(...) and @import "..." (CSS Syntax 4.3.6, CSS Cascade 2), in order, escapes
// decoded, at most `urls_max`. Linear in `css`. What stands in comments is taken too: it is rare,
// and programs differ in what a comment is.
std::vector<std::string> css_urls(std::string_view css, std::size_t urls_max);

}  // namespace backstamp::message
