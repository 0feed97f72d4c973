// Who writes to whom: the company's people, its partners, and the days of the sample.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "sample/organisation.h"
#include "sample/random.h"

namespace backstamp::sample {

// Every domain is a reserved one (RFC 2606), every address a documentation one (RFC 5737).
inline constexpr std::string_view company_domain = "harbourlight.example";
inline constexpr std::string_view company_name = "Harbourlight";

struct Person {
  std::string first, last;
  std::string user;     // local part
  std::string address;  // user@domain
  std::string title, department;
  unsigned extension = 0;  // of the telephone

  std::string name() const { return first + " " + last; }
};

struct Partner {
  std::string company, domain, address_of_host;
  bool german = false;
  std::vector<Person> contacts;
};

struct World {
  std::vector<Person> people;
  std::vector<Partner> partners;
  Time start, end;
  unsigned days = 0;
};

World make_world(Random& random, const SampleSettings& settings);

// A moment in office hours of a random day of the sample, before its end.
Time office_time(Random& random, const World& world);
// The same of day `day` (0 is the first); weekends become the Friday before, where there is one.
Time office_time(Random& random, const World& world, unsigned day);
// `time` itself in office hours, otherwise a moment of the next working day.
Time next_office_time(Time time);

}  // namespace backstamp::sample
