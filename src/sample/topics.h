// What people write about. Words in braces are filled in by prose.cpp.
#pragma once

#include <span>
#include <string_view>

namespace backstamp::sample {

struct Topic {
  std::string_view subject, opening, detail, answer;
};

std::span<const Topic> english_topics();
std::span<const Topic> german_topics();

}  // namespace backstamp::sample
