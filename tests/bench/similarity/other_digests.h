// What others offer for the same task, on the same normalised text: TLSH and ssdeep.
#pragma once

#include <string>
#include <string_view>

namespace backstamp::bench {

// Lower case, runs of blanks as one: what both are given instead of raw HTML, which favours them.
std::string normalised(std::string_view text);

// "" where the library makes none: TLSH needs 256 bytes of some variety.
std::string tlsh_digest(const std::string& text);
std::string ssdeep_digest(const std::string& text);

// 0 (nothing in common) to 1000; TLSH's distance d counts as 1000 - d.
int tlsh_nearness(const std::string& a, const std::string& b);
int ssdeep_nearness(const std::string& a, const std::string& b);

}  // namespace backstamp::bench
