// When a policy's events are an alert. Pure: the same on arrival and in a replay.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/time.h"
#include "investigation/policies/event_policy.h"

namespace backstamp::investigation {

struct Hit {
  Time at;
  std::string entity, event;
};

struct Firing {
  std::string entity;
  Time first, last;  // of its events
  std::size_t events = 0;
  std::vector<std::string> ids;  // of the first 20 of them
  std::string why;               // one sentence
  std::string key;               // the same for the same alert, whenever it is found
};

// `hits` by time. Firings whose last event is earlier than `from` are left out: they were told
// before. `known_since`: how far back events of the table are known, for the baseline.
std::vector<Firing> firings(const Trigger& trigger, std::span<const Hit> hits, Time from,
                            Time known_since);

// How much earlier than its last event a firing may begin.
Duration look_back(const Trigger& trigger);

}  // namespace backstamp::investigation
