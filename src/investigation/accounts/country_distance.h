// How far apart two countries are at least, from the places that the time-zone database names.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace backstamp::investigation {

class CountryDistance {
 public:
  // Reads the text of zone.tab (tzdata): country, place in ISO 6709, zone. Lines that can't be read
  // are left out.
  explicit CountryDistance(std::string_view zone_tab);

  // Kilometres between the nearest named places of both; 0 when one of them is not known, or both
  // are the same. Countries by two letters.
  double km(std::string_view one, std::string_view other) const;
  std::size_t countries() const { return places_.size(); }

 private:
  struct Place {
    double latitude, longitude;  // degrees
  };
  std::map<std::string, std::vector<Place>, std::less<>> places_;
};

// That of the machine; empty where it has none.
const CountryDistance& country_distance();

}  // namespace backstamp::investigation
