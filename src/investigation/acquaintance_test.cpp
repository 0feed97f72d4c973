#include "investigation/acquaintance.h"

#include <gtest/gtest.h>

namespace backstamp::investigation {
namespace {

Time day(int number) {
  return parse_rfc3339("2026-10-01T00:00:00Z").value() + std::chrono::days(number);
}

FoundCopy from(const std::string& user, const std::string& domain, const std::string& dmarc) {
  FoundCopy found;
  found.sender_address = user + "@" + domain;
  found.sender_domain = domain;
  found.direction = "Inbound";
  found.dmarc = dmarc;
  return found;
}

Acquaintance acquaintance(bool store_tells = true) {
  return {{{"old.example", day(1)}, {"new.example", day(29)}, {"ann@gmail.com", day(1)}},
          day(23),
          store_tells};
}

TEST(Acquaintance, TrustsWhoWroteLongBeforeAndIsAuthenticated) {
  EXPECT_TRUE(acquaintance().trusts(from("a", "old.example", "pass")));
  EXPECT_FALSE(acquaintance().trusts(from("a", "old.example", "fail")));
  EXPECT_FALSE(acquaintance().trusts(from("a", "new.example", "pass")));
  EXPECT_FALSE(acquaintance().trusts(from("a", "never.example", "pass")));
}

TEST(Acquaintance, CallsStrangersOnlyThoseItCanTell) {
  EXPECT_FALSE(acquaintance().stranger(from("a", "old.example", "fail")));
  EXPECT_TRUE(acquaintance().stranger(from("a", "new.example", "pass")));
  EXPECT_TRUE(acquaintance().stranger(from("a", "never.example", "pass")));
  EXPECT_FALSE(acquaintance(false).stranger(from("a", "never.example", "pass")));
}

TEST(Acquaintance, KnowsFreeMailByAddress) {
  EXPECT_TRUE(acquaintance().trusts(from("ann", "gmail.com", "pass")));
  EXPECT_TRUE(acquaintance().stranger(from("bob", "gmail.com", "pass")));
}

TEST(Acquaintance, KnowsColleaguesFromTheirFirstDayButNotTheirForgers) {
  FoundCopy colleague = from("new", "ours.example", "pass");
  colleague.direction = "Intra-org";
  EXPECT_TRUE(acquaintance().trusts(colleague));
  EXPECT_FALSE(acquaintance().stranger(colleague));
  colleague.dmarc = "fail";
  EXPECT_FALSE(acquaintance().trusts(colleague));
  EXPECT_TRUE(acquaintance().stranger(colleague));
}

}  // namespace
}  // namespace backstamp::investigation
