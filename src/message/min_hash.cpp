#include "message/min_hash.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace backstamp::message {
namespace {

// log2(1 + k/1024) with 32 bits behind the point, found bit by bit by squaring.
constexpr std::uint64_t log2_of(std::uint64_t k) {
  unsigned __int128 x = (static_cast<unsigned __int128>(1024 + k)) << 52;  // 1.x with 62 bits
  std::uint64_t bits = 0;
  for (int bit = 0; bit < 32; ++bit) {
    x = (x * x) >> 62;
    bits <<= 1;
    if ((x >> 63) != 0) {
      bits |= 1;
      x >>= 1;
    }
  }
  return bits;
}

constexpr auto log2_table = [] {
  std::array<std::uint64_t, 1025> table{};
  for (std::uint64_t k = 0; k < 1024; ++k) table[k] = log2_of(k);
  table[1024] = 1ull << 32;
  return table;
}();

// -log2(hash / 2^64) with 32 bits behind the point; `hash` is not 0.
std::uint64_t minus_log2(std::uint64_t hash) {
  const int zeros = std::countl_zero(hash);
  const std::uint64_t mantissa = (hash << zeros) << 1;  // without its leading one
  const std::uint64_t index = mantissa >> 54;
  const std::uint64_t rest = (mantissa >> 34) & 0xfffff;
  const std::uint64_t fraction =
      log2_table[index] + (((log2_table[index + 1] - log2_table[index]) * rest) >> 20);
  return (static_cast<std::uint64_t>(zeros + 1) << 32) - fraction;
}

constexpr std::uint64_t mixed(std::uint64_t x) {  // splitmix64's finaliser
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

constexpr auto seeds = [] {
  std::array<std::uint64_t, min_hash_values> values{};
  for (std::size_t i = 0; i < min_hash_values; ++i) values[i] = mixed((i + 1) * 0x9e3779b97f4a7c15);
  return values;
}();

constexpr std::uint64_t first_factor = 0x9e3779b97f4a7c15, second_factor = 0xd6e8feb86659fd93;

constexpr std::uint64_t keyed(std::uint64_t word, std::uint64_t seed) {
  std::uint64_t x = (word ^ seed) * first_factor;
  x ^= x >> 32;
  return x * second_factor;
}

constexpr std::uint64_t inverse(std::uint64_t odd) {  // modulo 2^64, by Newton's method
  std::uint64_t x = odd;
  for (int i = 0; i < 5; ++i) x *= 2 - odd * x;
  return x;
}

// keyed() can be undone, so the search below need not carry the word along.
constexpr std::uint64_t word_of(std::uint64_t hash, std::uint64_t seed) {
  std::uint64_t x = hash * inverse(second_factor);
  x ^= x >> 32;
  return (x * inverse(first_factor)) ^ seed;
}
static_assert(word_of(keyed(0x0123456789abcdef, 42), 42) == 0x0123456789abcdef);

using Values = std::array<std::uint64_t, min_hash_values>;

// Within one weight the largest hash has the smallest value. 0 without words.
// Four words a round, all seeds for each: the processor never guesses wrong where a loop ends.
Values largest_hashes(const std::vector<std::uint64_t>& words) {
  Values best{};
  std::size_t at = 0;
  for (; at + 4 <= words.size(); at += 4) {
    const std::uint64_t* const word = words.data() + at;
    for (std::size_t i = 0; i < min_hash_values; ++i) {
      const std::uint64_t first = std::max(keyed(word[0], seeds[i]), keyed(word[1], seeds[i]));
      const std::uint64_t second = std::max(keyed(word[2], seeds[i]), keyed(word[3], seeds[i]));
      best[i] = std::max(best[i], std::max(first, second));
    }
  }
  for (; at < words.size(); ++at) {
    for (std::size_t i = 0; i < min_hash_values; ++i) {
      best[i] = std::max(best[i], keyed(words[at], seeds[i]));
    }
  }
  return best;
}

}  // namespace

std::array<std::uint64_t, min_hash_values> min_hash(const std::vector<WordGroup>& groups) {
  Values values{};
  Values smallest;
  smallest.fill(std::numeric_limits<std::uint64_t>::max());
  for (const WordGroup& group : groups) {
    const auto scale = static_cast<std::uint64_t>((1 << 20) / group.weight);
    const Values hashes = largest_hashes(group.words);
    for (std::size_t i = 0; i < min_hash_values; ++i) {
      if (hashes[i] == 0) continue;
      const std::uint64_t value = minus_log2(hashes[i]) * scale;
      if (value < smallest[i]) {
        smallest[i] = value;
        values[i] = word_of(hashes[i], seeds[i]);
      }
    }
  }
  return values;
}

std::uint64_t placed(std::uint64_t value, std::size_t place) {
  return mixed(value ^ (seeds[place % min_hash_values] * 3 + place));
}

}  // namespace backstamp::message
