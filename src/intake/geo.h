// The country of an address, from the database of the distribution.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace backstamp::intake {

class Countries {
 public:
  // Reads the IPv4 and IPv6 country databases in `folder`; where one is missing, its addresses have
  // no country.
  explicit Countries(const std::string& folder = "/usr/share/GeoIP");
  ~Countries();
  Countries(const Countries&) = delete;
  Countries& operator=(const Countries&) = delete;

  // Two letters, or empty when it is not known. May be called on several threads.
  std::string of(std::string_view ip) const;
  bool any() const;  // at least one database is there

 private:
  struct Databases;
  std::unique_ptr<Databases> databases_;
};

}  // namespace backstamp::intake
