#include "investigation/policies/firing.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace backstamp::investigation {
namespace {

constexpr std::size_t ids_max = 20;
using Hits = std::vector<const Hit*>;

std::map<std::string, Hits> by_entity(std::span<const Hit> hits) {
  std::map<std::string, Hits> all;
  for (const Hit& hit : hits) all[hit.entity].push_back(&hit);
  return all;
}

// The span of time that `at` falls into, counted from 1970.
std::int64_t span_of(Time at, Duration length) {
  const std::int64_t count = at.time_since_epoch().count(), size = length.count();
  return count >= 0 ? count / size : (count + 1) / size - 1;
}

Firing firing_of(const std::string& entity, std::span<const Hit* const> hits, Duration length,
                 std::string why) {
  Firing firing{.entity = entity,
                .first = hits.front()->at,
                .last = hits.back()->at,
                .events = hits.size(),
                .ids = {},
                .why = std::move(why),
                .key = {}};
  for (const Hit* hit : hits.first(std::min(hits.size(), ids_max)))
    firing.ids.push_back(hit->event);
  firing.key = std::to_string(span_of(firing.last, length));
  return firing;
}

std::string counted(std::size_t events) {
  return std::to_string(events) + (events == 1 ? " event" : " events");
}

void fire_each(const Trigger& trigger, const std::string& entity, const Hits& hits,
               std::vector<Firing>& fired) {
  for (std::size_t begin = 0; begin < hits.size();) {
    std::size_t end = begin;
    const auto span = span_of(hits[begin]->at, trigger.within);
    while (end < hits.size() && span_of(hits[end]->at, trigger.within) == span) ++end;
    fired.push_back(firing_of(entity, std::span(hits).subspan(begin, end - begin), trigger.within,
                              counted(end - begin)));
    begin = end;
  }
}

// Once the count is reached the events that reached it are used up.
void fire_at_threshold(const Trigger& trigger, const std::string& entity, const Hits& hits,
                       std::vector<Firing>& fired) {
  std::size_t begin = 0;
  for (std::size_t end = 0; end < hits.size(); ++end) {
    while (hits[end]->at - hits[begin]->at > trigger.within) ++begin;
    if (end - begin + 1 < trigger.count) continue;
    fired.push_back(firing_of(entity, std::span(hits).subspan(begin, end - begin + 1),
                              trigger.within,
                              counted(end - begin + 1) + " within " +
                                  std::to_string(trigger.within.count()) + " minutes"));
    begin = end + 1;
  }
}

void fire_when_unusual(const Trigger& trigger, const std::string& entity, const Hits& hits,
                       Time known_since, std::vector<Firing>& fired) {
  constexpr Duration day = std::chrono::days(1);
  std::map<std::int64_t, Hits> days;
  for (const Hit* hit : hits) days[span_of(hit->at, day)].push_back(hit);
  const auto baseline = static_cast<std::int64_t>(trigger.days);
  for (const auto& [number, of_day] : days) {
    if (of_day.size() < trigger.count) continue;
    if (number - baseline < span_of(known_since, day)) continue;  // still learning
    std::size_t before = 0;
    for (auto past = days.lower_bound(number - baseline); past->first != number; ++past)
      before += past->second.size();
    const double mean = static_cast<double>(before) / static_cast<double>(trigger.days);
    if (static_cast<double>(of_day.size()) <= trigger.factor * mean) continue;
    fired.push_back(firing_of(entity, of_day, day,
                              counted(of_day.size()) + " in a day; on the " +
                                  std::to_string(trigger.days) + " days before it had " +
                                  std::to_string(std::lround(mean * 10) / 10) + "." +
                                  std::to_string(std::lround(mean * 10) % 10) + " a day"));
  }
}

}  // namespace

Duration look_back(const Trigger& trigger) {
  if (trigger.mode == TriggerMode::unusual) return std::chrono::days(trigger.days + 1);
  return trigger.within;
}

std::vector<Firing> firings(const Trigger& trigger, std::span<const Hit> hits, Time from,
                            Time known_since) {
  std::vector<Firing> fired;
  for (const auto& [entity, own] : by_entity(hits)) {
    if (trigger.mode == TriggerMode::each) fire_each(trigger, entity, own, fired);
    if (trigger.mode == TriggerMode::threshold) fire_at_threshold(trigger, entity, own, fired);
    if (trigger.mode == TriggerMode::unusual)
      fire_when_unusual(trigger, entity, own, known_since, fired);
  }
  std::erase_if(fired, [&](const Firing& firing) { return firing.last < from; });
  std::ranges::stable_sort(fired, {}, &Firing::first);
  return fired;
}

}  // namespace backstamp::investigation
