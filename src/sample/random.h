// Random choices that are the same on every machine: the standard distributions are not.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <utility>

namespace backstamp::sample {

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  std::uint64_t next() { return engine_(); }
  // 0 to bound - 1. The bias of the remainder is far below what a sample could show.
  std::uint64_t below(std::uint64_t bound) { return bound == 0 ? 0 : engine_() % bound; }
  // `low` to `high`, both included.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low) + 1));
  }
  bool chance(unsigned percent) { return below(100) < percent; }

  template <class List>
  const auto& pick(const List& list) {
    return list[below(std::size(list))];
  }
  template <class List>
  void shuffle(List& list) {
    for (std::size_t i = std::size(list); i > 1; --i) std::swap(list[i - 1], list[below(i)]);
  }

  // `letters` characters a to z and 0 to 9.
  std::string token(std::size_t letters) {
    static constexpr char alphabet[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    std::string text;
    while (text.size() < letters) text += alphabet[below(36)];
    return text;
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace backstamp::sample
