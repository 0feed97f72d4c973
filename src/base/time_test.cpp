#include "base/time.h"

#include <gtest/gtest.h>

namespace backstamp {
namespace {

TEST(Time, Rfc3339RoundTrip) {
  for (const char* text : {"1970-01-01T00:00:00.000Z", "2026-11-24T03:53:03.120Z",
                           "1969-12-31T23:59:59.999Z", "2024-02-29T12:00:00.001Z"}) {
    EXPECT_EQ(rfc3339(parse_rfc3339(text).value()), text);
  }
}

TEST(Time, ReadsOffsetsAndFractions) {
  EXPECT_EQ(rfc3339(parse_rfc3339("2026-11-24T03:53:03+02:00").value()),
            "2026-11-24T01:53:03.000Z");
  EXPECT_EQ(rfc3339(parse_rfc3339("2026-11-24t03:53:03.123456789z").value()),
            "2026-11-24T03:53:03.123Z");
}

TEST(Time, RefusesWhatIsNoTime) {
  for (const char* text :
       {"", "2026", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-11-24T03:53:03",
        "2026-11-24T25:00:00Z", "2026-11-24T03:53:03Zx", "2026-11-24T03:53:03.Z"}) {
    EXPECT_FALSE(parse_rfc3339(text)) << text;
  }
}

}  // namespace
}  // namespace backstamp
