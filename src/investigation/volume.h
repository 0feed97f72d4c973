// How many copies a cluster had on which day, and whether that is more than usual.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/time.h"
#include "investigation/policy.h"

namespace backstamp::investigation {

struct Volume {
  std::map<std::string, std::int64_t> by_day;  // "2026-11-24" -> copies; UTC, days with mail alone
  std::int64_t earlier_copies = 0;             // of the nine days before the eve of the message
  std::int64_t busiest_day = 0;                // most copies within 24 hours, from the eve on
  bool anomaly = false;  // at least five, and more than the policy's factor above the usual
};

// `delivered` is when the message came. Source: AIR compares a cluster with its mail of the
// previous 7 to 10 days.
Volume volume_of(std::vector<Time> deliveries, Time delivered, const ClusterPolicy& policy);

// The most of `times` that lie within `span` of each other.
std::size_t most_within(std::vector<Time> times, Duration span);

}  // namespace backstamp::investigation
