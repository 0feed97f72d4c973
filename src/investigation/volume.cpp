#include "investigation/volume.h"

#include <algorithm>

namespace backstamp::investigation {
namespace {

constexpr std::chrono::days compared{9}, eve{1};
constexpr std::int64_t anomaly_copies_min = 5;

}  // namespace

std::size_t most_within(std::vector<Time> times, Duration span) {
  std::ranges::sort(times);
  std::size_t most = 0, first = 0;
  for (std::size_t last = 0; last < times.size(); ++last) {
    while (times[last] - times[first] > span) ++first;
    most = std::max(most, last - first + 1);
  }
  return most;
}

Volume volume_of(std::vector<Time> deliveries, Time delivered, const ClusterPolicy& policy) {
  Volume volume;
  const Time begin = delivered - eve;
  std::vector<Time> since;
  for (const Time time : deliveries) {
    ++volume.by_day[rfc3339(time).substr(0, 10)];
    if (time >= begin) {
      since.push_back(time);
    } else if (time >= begin - compared) {
      ++volume.earlier_copies;
    }
  }
  const double usual_per_day = static_cast<double>(volume.earlier_copies) / compared.count();
  volume.busiest_day =
      static_cast<std::int64_t>(most_within(std::move(since), std::chrono::hours(24)));
  volume.anomaly =
      volume.busiest_day >= anomaly_copies_min &&
      static_cast<double>(volume.busiest_day) > policy.volume_anomaly_factor * usual_per_day;
  return volume;
}

}  // namespace backstamp::investigation
