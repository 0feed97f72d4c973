#include "base/uuid.h"

#include <gtest/gtest.h>

namespace backstamp {
namespace {

TEST(Uuid, TextRoundTrip) {
  const Uuid uuid = Uuid::random();
  EXPECT_EQ(Uuid::parse(uuid.text()).value(), uuid);
  EXPECT_EQ(uuid.text()[14], '4');
  EXPECT_NE(uuid, Uuid::random());
}

TEST(Uuid, EqualBytesGiveEqualIds) {
  EXPECT_EQ(Uuid::of_hash("a"), Uuid::of_hash("a"));
  EXPECT_NE(Uuid::of_hash("a"), Uuid::of_hash("b"));
  EXPECT_EQ(Uuid::of_hash("a").text()[14], '8');
}

TEST(Uuid, RefusesWhatIsNone) {
  for (const char* text :
       {"", "x", "00000000-0000-0000-0000-00000000000", "00000000-0000-0000-0000-0000000000000",
        "0000000000000000000000000000000000000000", "0000000g-0000-0000-0000-000000000000",
        "00000000-0000-0000-000000000000-0000"}) {
    EXPECT_FALSE(Uuid::parse(text)) << text;
  }
}

}  // namespace
}  // namespace backstamp
