#include "investigation/accounts/checksums.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

namespace backstamp::investigation {
namespace {

bool all_digits(std::string_view text, std::size_t length) {
  return text.size() == length &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

int digit(char c) { return c - '0'; }

int weighted(std::string_view digits, std::span<const int> weights) {
  int sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) sum += digit(digits[i]) * weights[i];
  return sum;
}

std::uint64_t number(std::string_view digits) {
  std::uint64_t value = 0;
  for (const char c : digits) value = value * 10 + static_cast<std::uint64_t>(digit(c));
  return value;
}

struct Issuer {
  std::uint64_t first, last;  // of the first `digits` digits
  std::size_t digits;
  std::size_t length_min, length_max;
};

constexpr Issuer issuers[] = {
    {4, 4, 1, 13, 19},        // Visa: 13, 16, 19
    {51, 55, 2, 16, 16},      // Mastercard
    {2221, 2720, 4, 16, 16},  // Mastercard
    {34, 34, 2, 15, 15},      // American Express
    {37, 37, 2, 15, 15},      // American Express
    {6011, 6011, 4, 16, 19},  // Discover
    {644, 649, 3, 16, 19},    // Discover
    {65, 65, 2, 16, 19},      // Discover
    {300, 305, 3, 14, 14},    // Diners Club
    {36, 36, 2, 14, 14},      // Diners Club
    {38, 39, 2, 14, 14},      // Diners Club
    {3528, 3589, 4, 16, 19},  // JCB
    {62, 62, 2, 16, 19},      // UnionPay
};

struct IbanLength {
  std::string_view country;
  std::size_t length;
};

constexpr IbanLength iban_lengths[] = {
    {"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20}, {"BE", 16}, {"BG", 22},
    {"BH", 22}, {"BR", 29}, {"CH", 21}, {"CR", 22}, {"CY", 28}, {"CZ", 24}, {"DE", 22}, {"DK", 18},
    {"DO", 28}, {"EE", 20}, {"ES", 24}, {"FI", 18}, {"FO", 18}, {"FR", 27}, {"GB", 22}, {"GE", 22},
    {"GI", 23}, {"GL", 18}, {"GR", 27}, {"HR", 21}, {"HU", 28}, {"IE", 22}, {"IL", 23}, {"IS", 26},
    {"IT", 27}, {"KW", 30}, {"KZ", 20}, {"LB", 28}, {"LI", 21}, {"LT", 20}, {"LU", 20}, {"LV", 21},
    {"MC", 27}, {"MD", 24}, {"ME", 22}, {"MK", 19}, {"MT", 31}, {"NL", 18}, {"NO", 15}, {"PK", 24},
    {"PL", 28}, {"PT", 25}, {"QA", 29}, {"RO", 24}, {"RS", 22}, {"SA", 24}, {"SE", 24}, {"SI", 19},
    {"SK", 24}, {"SM", 27}, {"TN", 24}, {"TR", 26}, {"UA", 29}, {"XK", 20}};

int mod_97(std::string_view alphanumeric) {
  int rest = 0;
  for (const char c : alphanumeric) {
    const int value = c >= 'A' ? c - 'A' + 10 : digit(c);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}

}  // namespace

bool is_luhn(std::string_view digits) {
  if (digits.size() < 2 || !all_digits(digits, digits.size())) return false;
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    int value = digit(digits[digits.size() - 1 - i]);
    if (i % 2 == 1) value = value > 4 ? value * 2 - 9 : value * 2;
    sum += value;
  }
  return sum % 10 == 0;
}

bool is_card_number(std::string_view digits) {
  if (!is_luhn(digits)) return false;
  return std::ranges::any_of(issuers, [&](const Issuer& issuer) {
    if (digits.size() < issuer.length_min || digits.size() > issuer.length_max) return false;
    const std::uint64_t begin = number(digits.substr(0, issuer.digits));
    return begin >= issuer.first && begin <= issuer.last;
  });
}

bool is_iban(std::string_view text) {
  const auto* known = std::ranges::find(iban_lengths, text.substr(0, 2), &IbanLength::country);
  if (known == std::end(iban_lengths) || text.size() != known->length) return false;
  const bool plain = std::ranges::all_of(
      text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
  if (!plain) return false;
  return mod_97(std::string(text.substr(4)) + std::string(text.substr(0, 4))) == 1;
}

bool is_dutch_bsn(std::string_view digits) {
  if (!all_digits(digits, 9) || number(digits) == 0) return false;
  return weighted(digits, std::array{9, 8, 7, 6, 5, 4, 3, 2, -1}) % 11 == 0;
}

bool is_german_tax_id(std::string_view digits) {
  if (!all_digits(digits, 11) || digits[0] == '0') return false;
  int product = 10;
  for (const char c : digits.substr(0, 10)) {
    const int sum = (digit(c) + product) % 10;
    product = (sum == 0 ? 10 : sum) * 2 % 11;
  }
  return (11 - product) % 10 == digit(digits[10]);
}

bool is_french_nir(std::string_view digits) {
  if (!all_digits(digits, 15) || digit(digits[0]) < 1 || digit(digits[0]) > 2) return false;
  return 97 - number(digits.substr(0, 13)) % 97 == number(digits.substr(13));
}

bool is_us_ssn(std::string_view digits) {
  if (!all_digits(digits, 9)) return false;
  const auto area = number(digits.substr(0, 3));
  return area != 0 && area != 666 && area < 900 && digits.substr(3, 2) != "00" &&
         digits.substr(5) != "0000";
}

bool is_spanish_dni(std::string_view text) {
  constexpr std::string_view letters = "TRWAGMYFPDXBNJZSQVHLCKE";
  if (text.size() != 9) return false;
  std::string figures(text.substr(0, 8));
  const std::size_t foreign = std::string_view("XYZ").find(figures[0]);
  if (foreign != std::string_view::npos) figures[0] = static_cast<char>('0' + foreign);
  return all_digits(figures, 8) && letters[number(figures) % 23] == text[8];
}

bool is_italian_fiscal_code(std::string_view text) {
  // Values of the characters at odd places (the first, the third, ...).
  constexpr std::array odd = {1,  0,  5, 7, 9, 13, 15, 17, 19, 21, 2,  4,  18,
                              20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
  constexpr std::string_view shape = "AAAAAANNANNANNNA";  // N: a digit or its stand-in letter
  if (text.size() != shape.size()) return false;
  int sum = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool letter = text[i] >= 'A' && text[i] <= 'Z';
    const bool figure = text[i] >= '0' && text[i] <= '9';
    if (!letter && !figure) return false;
    if (shape[i] == 'A' && !letter) return false;
    if (i == 15) break;
    const int value = letter ? text[i] - 'A' : digit(text[i]);
    sum += i % 2 == 0 ? odd[static_cast<std::size_t>(value)] : value;
  }
  return text[15] == 'A' + sum % 26;
}

bool is_polish_pesel(std::string_view digits) {
  if (!all_digits(digits, 11) || number(digits) == 0) return false;
  return weighted(digits, std::array{1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1}) % 10 == 0;
}

bool is_swedish_personal(std::string_view digits) {
  if (!all_digits(digits, 10) || !is_luhn(digits)) return false;
  const auto month = number(digits.substr(2, 2)), day = number(digits.substr(4, 2));
  return month >= 1 && month <= 12 && day >= 1 && day <= 91;  // from 61: coordination numbers
}

bool is_belgian_national(std::string_view digits) {
  if (!all_digits(digits, 11)) return false;
  const std::uint64_t base = number(digits.substr(0, 9)), check = number(digits.substr(9));
  return 97 - base % 97 == check || 97 - (base + 2'000'000'000) % 97 == check;
}

bool is_nhs_number(std::string_view digits) {
  if (!all_digits(digits, 10) || number(digits) == 0) return false;
  const int check = 11 - weighted(digits, std::array{10, 9, 8, 7, 6, 5, 4, 3, 2}) % 11;
  return check != 10 && check % 11 == digit(digits[9]);
}

}  // namespace backstamp::investigation
