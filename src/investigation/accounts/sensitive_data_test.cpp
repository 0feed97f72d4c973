#include "investigation/accounts/sensitive_data.h"

#include <gtest/gtest.h>

#include "investigation/accounts/checksums.h"

namespace backstamp::investigation {
namespace {

std::vector<std::string> kinds(std::string_view text) {
  std::vector<std::string> all;
  for (const SensitiveValue& value : sensitive_values(text)) all.push_back(value.kind);
  return all;
}

using Kinds = std::vector<std::string>;

// Numbers that their issuers publish as examples.
TEST(Checksums, FitTheirExamplesAndNoNeighbour) {
  struct Case {
    bool (*fits)(std::string_view);
    const char* right;
    const char* wrong;
  };
  const Case cases[] = {{is_card_number, "4111111111111111", "4111111111111112"},
                        {is_card_number, "378282246310005", "378282246310006"},
                        {is_card_number, "5555555555554444", "9555555555554440"},
                        {is_card_number, "30569309025904", "30569309025905"},
                        {is_iban, "DE89370400440532013000", "DE88370400440532013000"},
                        {is_iban, "GB29NWBK60161331926819", "GB29NWBK6016133192681"},
                        {is_iban, "NL91ABNA0417164300", "ZZ91ABNA0417164300"},
                        {is_dutch_bsn, "111222333", "111222334"},
                        {is_german_tax_id, "86095742719", "86095742718"},
                        {is_us_ssn, "078051120", "666051120"},
                        {is_spanish_dni, "12345678Z", "12345678A"},
                        {is_spanish_dni, "X1234567L", "X1234567M"},
                        {is_italian_fiscal_code, "RSSMRA85T10A562S", "RSSMRA85T10A562T"},
                        {is_polish_pesel, "44051401359", "44051401358"},
                        {is_swedish_personal, "8112189876", "8112189875"},
                        {is_belgian_national, "85073003328", "85073003329"},
                        {is_nhs_number, "9434765919", "9434765918"}};
  for (const Case& one : cases) {
    EXPECT_TRUE(one.fits(one.right)) << one.right;
    EXPECT_FALSE(one.fits(one.wrong)) << one.wrong;
    EXPECT_FALSE(one.fits("")) << one.right;
  }
}

TEST(SensitiveData, WhatIsFoundAndWhatIsNot) {
  const std::pair<const char*, Kinds> cases[] = {
      {"pay with 4111 1111 1111 1111, please", {"card number"}},
      {"card:378282246310005.", {"card number"}},
      {"4111-1111-1111-1112 is no card", {}},
      {"order 4111111111111111999 of today", {}},
      {"4444 4444 4444 4444", {}},
      {"IBAN DE89 3704 0044 0532 0130 00 OF THE FIRM", {"IBAN"}},
      {"iban NL91ABNA0417164300", {"IBAN"}},
      {"DE88 3704 0044 0532 0130 00", {}},
      {"my BSN is 111222333", {"Dutch citizen number"}},
      {"reference 111222333", {}},
      {"SSN 078-05-1120", {"US social security number"}},
      {"call 078-05-1120", {}},
      {"CF: RSSMRA85T10A562S", {"Italian fiscal code"}},
      {"AKIAIOSFODNN7EXAMPLE", {"AWS access key"}},
      {"AKIAIOSFODNN7EXAMPL", {}},
      {"-----BEGIN RSA PRIVATE KEY-----\nMII", {"private key"}},
      {"-----BEGIN CERTIFICATE-----\nMII", {}},
      {"twice 4111111111111111 and 4111 1111 1111 1111", {"card number"}},
      {"", {}}};
  for (const auto& [text, expected] : cases) EXPECT_EQ(kinds(text), expected) << text;
}

TEST(SensitiveData, ValuesAreShownMasked) {
  const auto values = sensitive_values("4111 1111 1111 1111");
  ASSERT_EQ(values.size(), 1U);
  EXPECT_EQ(values[0].masked, "4111**********11");
}

TEST(SensitiveData, HostileTextEndsInTime) {
  EXPECT_TRUE(sensitive_values(std::string(2'000'000, '1')).empty());
  std::string many;
  for (int i = 0; i < 300'000; ++i) many += "A1 ";
  EXPECT_TRUE(sensitive_values(many).empty());
  EXPECT_LE(sensitive_values(std::string(1'000'000, '-')).size(), 1'000U);
}

}  // namespace
}  // namespace backstamp::investigation
