#include "tally.h"

#include <cstdio>
#include <string>

namespace backstamp::bench {
namespace {

double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 1.0 : static_cast<double>(part) / static_cast<double>(whole);
}

void print_row(const std::string& name, const Count& count) {
  std::printf("  %-30s %8.3f %10.4f %16.4f %7llu %6llu\n", name.c_str(), count.recall(),
              count.precision(), count.strict_precision(),
              static_cast<unsigned long long>(count.wrong),
              static_cast<unsigned long long>(count.kin));
}

}  // namespace

double Count::recall() const { return share(found, sought); }
double Count::precision() const { return share(found, found + wrong); }
double Count::strict_precision() const { return share(found, found + wrong + kin); }

Count& Count::operator+=(const Count& other) {
  sought += other.sought;
  found += other.found;
  wrong += other.wrong;
  kin += other.kin;
  return *this;
}

Count sum(const Tally& tally) {
  Count total;
  for (const Count& count : tally) total += count;
  return total;
}

Tally Scores::at(int threshold) const {
  Tally tally;
  for (std::size_t change = 0; change < changes.size(); ++change) {
    tally[change].sought = sought_[change];
    for (auto score = static_cast<std::size_t>(threshold); score <= 1000; ++score) {
      tally[change].found += right_[change][score];
      tally[change].wrong += wrong_[change][score];
      tally[change].kin += kin_[change][score];
    }
  }
  return tally;
}

int Scores::best() const {
  int best = -1, best_f1 = 1000;
  double recall = -1, f1 = -1;
  for (int threshold = 1; threshold <= 1000; ++threshold) {
    const Count total = sum(at(threshold));
    if (total.found > 0 && total.precision() >= 0.99 && total.recall() > recall) {
      recall = total.recall();
      best = threshold;
    }
    const double both = total.precision() + total.recall();
    const double now = both == 0 ? 0 : 2 * total.precision() * total.recall() / both;
    if (now > f1) {
      f1 = now;
      best_f1 = threshold;
    }
  }
  return best > 0 ? best : best_f1;
}

void print(const char* title, const Tally& tally) {
  std::printf("%s\n  %-30s %8s %10s %16s %7s %6s\n", title, "change", "recall", "precision",
              "with kin wrong", "wrong", "kin");
  for (std::size_t i = 0; i < changes.size(); ++i) {
    print_row(std::string(name_of(changes[i])), tally[i]);
  }
  print_row("over all", sum(tally));
}

}  // namespace backstamp::bench
