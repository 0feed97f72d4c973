#include "verdict/brands.h"

#include <gtest/gtest.h>

#include "verdict/confusable.h"

namespace backstamp::verdict {
namespace {

std::string first_named(std::string_view text) {
  const auto named = brands_named(text);
  return named.empty() ? "" : named.front()->names.front();
}

TEST(Brands, AreNamedAsWholeWords) {
  EXPECT_EQ(first_named("PayPal Service"), "paypal");
  EXPECT_EQ(first_named("P\xd0\xb0yPal"), "paypal");  // a Cyrillic letter
  EXPECT_EQ(first_named("Your Bank of America team"), "bank of america");
  EXPECT_EQ(first_named("the bank of the river"), "");
  EXPECT_EQ(first_named("Paypalooza"), "");
  EXPECT_EQ(first_named(""), "");
}

const Brand& brand(std::string_view name) { return *brands_named(name).at(0); }

TEST(Brands, OwnTheirDomains) {
  EXPECT_TRUE(owns(brand("PayPal"), "paypal.com"));
  EXPECT_TRUE(owns(brand("PayPal"), "mail.paypal.com"));
  EXPECT_TRUE(owns(brand("PayPal"), "paypal.co.uk"));
  EXPECT_FALSE(owns(brand("PayPal"), "notpaypal.com"));
  EXPECT_FALSE(owns(brand("PayPal"), "paypal.top"));
  EXPECT_FALSE(owns(brand("PayPal"), "paypal.com.evil.example"));
  EXPECT_FALSE(owns(brand("PayPal"), ""));
}

TEST(Brands, AreImitatedByHosts) {
  const std::pair<std::string_view, std::string_view> hosts[] = {
      {"paypal.com", ""},
      {"paypa1.com", "paypal"},
      {"xn--pypal-4ve.example", "paypal"},  // Cyrillic a
      {"paypaI.example", "paypal"},
      {"rnicrosoft.com", "microsoft"},
      {"micosoft.com", "microsoft"},
      {"paypal-login.example", "paypal"},
      {"paypal.evil.example", "paypal"},
      {"www.supplier.example", ""},
      {"groups.example", ""},  // holds "ups", which is too short
      {"", ""}};
  for (const auto& [host, name] : hosts) {
    const Brand* const found = imitated_by(host);
    EXPECT_EQ(found ? found->names.front() : "", name) << host;
  }
}

// Longer texts are put together from their letters' skeletons: with a letter that is not ASCII, the
// library makes the whole.
TEST(Brands, SkeletonsOfAsciiAreThoseOfTheirLetters) {
  std::string all;
  for (char c = ' '; c < 0x7f; ++c) all += c;
  for (const std::string& text : {all, std::string("rnicr0s0ft-PayPaI 1234567890 mm``''\"")}) {
    EXPECT_EQ(skeleton(text) + skeleton("\xd0\xb6"), skeleton(text + "\xd0\xb6"));
  }
}

TEST(Brands, AllOwnersAreFound) {
  for (const Brand& each : brands()) {
    for (const std::string& domain : each.domains) EXPECT_TRUE(owns(each, "mail." + domain));
  }
  EXPECT_TRUE(owners_of("supplier.example").empty());
}

TEST(Brands, FileIsChecked) {
  EXPECT_FALSE(read_brands("{}"));
  EXPECT_FALSE(read_brands(R"({"brands":[{"names":["PayPal"],"domains":["paypal.com"]}]})"));
  EXPECT_FALSE(read_brands(R"({"brands":[{"names":["paypal"],"domains":[]}]})"));
  EXPECT_TRUE(read_brands(R"({"brands":[{"names":["paypal"],"domains":["paypal.com"]}]})"));
  EXPECT_GT(brands().size(), 100u);
}

TEST(Confusable, OneLetterOff) {
  EXPECT_TRUE(differs_by_one("paypal", "paypall"));
  EXPECT_TRUE(differs_by_one("paypal", "papyal"));
  EXPECT_TRUE(differs_by_one("paypal", "pavpal"));
  EXPECT_FALSE(differs_by_one("paypal", "paypal"));
  EXPECT_FALSE(differs_by_one("paypal", "pavpall"));
  EXPECT_FALSE(differs_by_one("", ""));
  EXPECT_TRUE(differs_by_one("", "a"));
}

}  // namespace
}  // namespace backstamp::verdict
