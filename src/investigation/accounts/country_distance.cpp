#include "investigation/accounts/country_distance.h"

#include <cmath>
#include <numbers>
#include <optional>

#include "base/file.h"
#include "base/log.h"

namespace backstamp::investigation {
namespace {

constexpr double earth_radius_km = 6'371;
constexpr const char* zone_tab_path = "/usr/share/zoneinfo/zone.tab";

double radians(double degrees) { return degrees * std::numbers::pi / 180; }

// "+5222" or "+043945": degrees and minutes, perhaps seconds; `whole` digits are degrees.
std::optional<double> coordinate(std::string_view text, std::size_t whole) {
  if (text.size() < whole + 3) return std::nullopt;
  double value = 0, unit = 1;
  for (std::size_t at = 1; at < text.size(); at += at == 1 ? whole : 2) {
    int digits = 0;
    for (const char c : text.substr(at, at == 1 ? whole : 2)) {
      if (c < '0' || c > '9') return std::nullopt;
      digits = digits * 10 + (c - '0');
    }
    value += digits * unit;
    unit /= 60;
  }
  return text.front() == '-' ? -value : value;
}

// The great circle, by the haversine formula.
double great_circle_km(double latitude1, double longitude1, double latitude2, double longitude2) {
  const double by_latitude = std::sin(radians(latitude2 - latitude1) / 2);
  const double by_longitude = std::sin(radians(longitude2 - longitude1) / 2);
  const double h = by_latitude * by_latitude + std::cos(radians(latitude1)) *
                                                   std::cos(radians(latitude2)) * by_longitude *
                                                   by_longitude;
  return 2 * earth_radius_km * std::asin(std::sqrt(std::min(1.0, h)));
}

}  // namespace

CountryDistance::CountryDistance(std::string_view zone_tab) {
  while (!zone_tab.empty()) {
    const std::size_t end = std::min(zone_tab.find('\n'), zone_tab.size());
    const std::string_view line = zone_tab.substr(0, end);
    zone_tab.remove_prefix(std::min(end + 1, zone_tab.size()));
    const std::size_t tab = line.find('\t');
    if (line.starts_with('#') || tab != 2) continue;
    const std::string_view place = line.substr(3, line.find('\t', 3) - 3);
    const std::size_t second = place.find_first_of("+-", 1);
    if (second == std::string_view::npos) continue;
    const auto latitude = coordinate(place.substr(0, second), 2);
    const auto longitude = coordinate(place.substr(second), 3);
    if (latitude && longitude)
      places_[std::string(line.substr(0, 2))].push_back({*latitude, *longitude});
  }
}

double CountryDistance::km(std::string_view one, std::string_view other) const {
  const auto from = places_.find(one), to = places_.find(other);
  if (one == other || from == places_.end() || to == places_.end()) return 0;
  double nearest = 1e9;
  for (const Place& a : from->second) {
    for (const Place& b : to->second) {
      nearest =
          std::min(nearest, great_circle_km(a.latitude, a.longitude, b.latitude, b.longitude));
    }
  }
  return nearest;
}

const CountryDistance& country_distance() {
  static const CountryDistance distance = [] {
    const auto bytes = read_file(zone_tab_path, 1024 * 1024);
    if (!bytes) log(LogLevel::warning, "no distances of countries", {{"why", bytes.error().what}});
    return CountryDistance(bytes ? std::string_view(*bytes) : std::string_view());
  }();
  return distance;
}

}  // namespace backstamp::investigation
