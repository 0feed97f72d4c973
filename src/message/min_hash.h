// Weighted MinHash of a set of words: value i is the word with the smallest
// -log2(u_i(word))/weight, u_i a keyed hash of the word in (0, 1). Two sets agree in a value with
// the probability of their weighted Jaccard nearness (exponential clocks; similarity study, section
// 8).
//
// Integers only, so that every machine and compiler finds the same values: they are stored.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace backstamp::message {

// Distinct word hashes of one weight.
struct WordGroup {
  double weight = 0;  // above 0
  std::vector<std::uint64_t> words;
};

inline constexpr std::size_t min_hash_values = 128;

// The winning words; all 0 when there are no words. Cost: one multiplication and comparison a word
// and value, one logarithm a group and value.
std::array<std::uint64_t, min_hash_values> min_hash(const std::vector<WordGroup>& groups);

// A number of `value` and its place, uniform in all bits; what keys and bytes are cut from.
std::uint64_t placed(std::uint64_t value, std::size_t place);

}  // namespace backstamp::message
