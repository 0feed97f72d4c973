#include "intake/geo.h"

#include <GeoIP.h>

namespace backstamp::intake {

struct Countries::Databases {
  // Held in memory: lookups change nothing then.
  explicit Databases(const std::string& folder)
      : four(GeoIP_open((folder + "/GeoIP.dat").c_str(), GEOIP_MEMORY_CACHE | GEOIP_SILENCE)),
        six(GeoIP_open((folder + "/GeoIPv6.dat").c_str(), GEOIP_MEMORY_CACHE | GEOIP_SILENCE)) {}
  ~Databases() {
    if (four != nullptr) GeoIP_delete(four);
    if (six != nullptr) GeoIP_delete(six);
  }
  Databases(const Databases&) = delete;
  Databases& operator=(const Databases&) = delete;

  GeoIP* four;
  GeoIP* six;
};

Countries::Countries(const std::string& folder) : databases_(std::make_unique<Databases>(folder)) {}
Countries::~Countries() = default;

bool Countries::any() const { return databases_->four != nullptr || databases_->six != nullptr; }

std::string Countries::of(std::string_view ip) const {
  const bool is_six = ip.find(':') != std::string_view::npos;
  GeoIP* database = is_six ? databases_->six : databases_->four;
  if (database == nullptr || ip.empty() || ip.size() > 45) return {};
  const std::string address(ip);
  const int number = is_six ? GeoIP_id_by_addr_v6(database, address.c_str())
                            : GeoIP_id_by_addr(database, address.c_str());
  const char* code = number > 0 ? GeoIP_code_by_id(number) : nullptr;
  const std::string country = code == nullptr ? "" : code;
  // What stands for no country: anonymous proxies, satellites, continents.
  if (country == "A1" || country == "A2" || country == "AP" || country == "EU" || country == "--")
    return {};
  return country;
}

}  // namespace backstamp::intake
