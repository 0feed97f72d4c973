#include "investigation/boilerplate.h"

#include <map>
#include <set>

namespace backstamp::investigation {
namespace {

using message::SketchValues;

constexpr std::size_t line_values_min = 3;   // of fewer it is not known whether a line is shared
constexpr double line_share = 0.6;           // of a line's values that are equal: it is there
constexpr double rest_share_min = 0.25;      // of the values: enough to say "nothing else"
constexpr double rest_equal_max = 0.08;      // of the rest's values that are equal by chance
constexpr std::chrono::days well_before{7};  // an attack's own copies come within days
constexpr std::size_t values_left_min = message::BodySketch::values / 4;

SketchValues equal_values(const message::BodySketch& a, const message::BodySketch& b) {
  SketchValues equal;
  for (std::size_t i = 0; i < equal.size(); ++i) equal[i] = a.bytes[i] == b.bytes[i];
  return equal;
}

double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

// The values of each line that has enough of them.
std::map<std::uint16_t, SketchValues> values_by_line(const message::SketchLines& lines) {
  std::map<std::uint16_t, SketchValues> values;
  for (std::size_t i = 0; i < lines.of_value.size(); ++i) {
    for (const std::uint16_t line : lines.of_value[i]) values[line].set(i);
  }
  std::erase_if(values, [](const auto& one) { return one.second.count() < line_values_min; });
  return values;
}

}  // namespace

SketchValues boilerplate_values(const message::SketchLines& lines, const NearnessSeed& seed,
                                std::span<const FoundCopy> near, const NearnessPolicy& policy) {
  const auto values = values_by_line(lines);
  std::map<std::uint16_t, std::set<std::string>> holders;
  for (const FoundCopy& found : near) {
    const bool long_before = found.delivered + well_before < seed.delivered;
    if (!long_before || !found.threat_types.empty()) continue;
    if (found.sender_domain == seed.sender_domain) continue;
    const SketchValues equal = equal_values(seed.sketch, found.sketch);
    SketchValues held;
    std::vector<std::uint16_t> held_lines;
    for (const auto& [line, of_line] : values) {
      if (share((equal & of_line).count(), of_line.count()) < line_share) continue;
      held |= of_line;
      held_lines.push_back(line);
    }
    const std::size_t rest = held.size() - held.count();
    if (share(rest, held.size()) < rest_share_min) continue;
    if (share((equal & ~held).count(), rest) > rest_equal_max) continue;
    for (const std::uint16_t line : held_lines) holders[line].insert(found.sender_domain);
  }
  SketchValues boilerplate;
  for (std::size_t i = 0; i < lines.of_value.size(); ++i) {
    const auto& of = lines.of_value[i];
    boilerplate[i] = !of.empty() && std::ranges::all_of(of, [&](std::uint16_t line) {
      const auto known = holders.find(line);
      return known != holders.end() && known->second.size() >= policy.boilerplate_senders;
    });
  }
  const std::size_t left = boilerplate.size() - boilerplate.count();
  return left < values_left_min ? SketchValues() : boilerplate;
}

}  // namespace backstamp::investigation
