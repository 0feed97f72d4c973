// Counts of found and missed members and of errors, class by class, and the threshold that is best.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "mutator.h"

namespace backstamp::bench {

// Of one class of change.
struct Count {
  std::uint64_t sought = 0, found = 0;
  std::uint64_t wrong = 0;  // ordinary mail, spam, and copies of other campaigns
  std::uint64_t kin = 0;    // other phish of the collection that the bases come from: unjudged

  double recall() const;
  double precision() const;         // kin left out
  double strict_precision() const;  // kin counted as errors
  Count& operator+=(const Count& other);
};

using Tally = std::array<Count, changes.size()>;
Count sum(const Tally& tally);

// For measures with a number for each pair: how often which number was right or wrong.
class Scores {
 public:
  void sought(std::size_t change, std::uint64_t members) { sought_[change] += members; }
  void add(std::size_t change, int score, bool member) {
    (member ? right_ : wrong_)[change][static_cast<std::size_t>(score)] += 1;
  }
  void add_kin(std::size_t change, int score) {
    kin_[change][static_cast<std::size_t>(score)] += 1;
  }
  Tally at(int threshold) const;
  // The threshold with the best recall at precision 0.99; where none has it, of the best F1.
  int best() const;

 private:
  using Histogram = std::array<std::uint64_t, 1001>;
  std::array<Histogram, changes.size()> right_{}, wrong_{}, kin_{};
  std::array<std::uint64_t, changes.size()> sought_{};
};

void print(const char* title, const Tally& tally);

}  // namespace backstamp::bench
