// The one source of chance: the same seed gives the same campaigns on every machine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace backstamp::bench {

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}

  std::uint64_t number() {  // splitmix64
    std::uint64_t x = state_ += 0x9e3779b97f4a7c15;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
  }
  std::size_t below(std::size_t bound) { return bound == 0 ? 0 : number() % bound; }
  bool percent(unsigned share) { return below(100) < share; }
  template <class T>
  const T& one_of(const std::vector<T>& values) {
    return values[below(values.size())];
  }
  template <class T>
  void shuffle(std::vector<T>& values) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
  }
  // A word that can be spoken: names, hosts.
  std::string spoken(std::size_t syllables) {
    static const std::vector<std::string> heads = {"b",  "d",  "f", "g",  "h",  "k", "l", "m",
                                                   "n",  "p",  "r", "s",  "t",  "v", "z", "br",
                                                   "st", "tr", "l", "ch", "sh", "w"};
    static const std::vector<std::string> tails = {"a",  "e",  "i",  "o",  "u",  "an",
                                                   "er", "in", "on", "el", "ar", "is"};
    std::string word;
    for (std::size_t i = 0; i < syllables; ++i) word += one_of(heads) + one_of(tails);
    return word;
  }
  std::string digits(std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += static_cast<char>('0' + below(10));
    return text;
  }
  std::string token(std::size_t length) {
    static constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHJKMNPQ23456789";
    std::string text;
    for (std::size_t i = 0; i < length; ++i) text += letters[below(letters.size())];
    return text;
  }

 private:
  std::uint64_t state_;
};

}  // namespace backstamp::bench
