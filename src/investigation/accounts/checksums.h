// The checks that card numbers, bank accounts and national numbers carry in themselves.
#pragma once

#include <string_view>

namespace backstamp::investigation {

// All take the bare characters, without separators; false for any other length or character.

bool is_luhn(std::string_view digits);           // ISO/IEC 7812-1 annex B
bool is_card_number(std::string_view digits);    // a known issuer's beginning and length, and Luhn
bool is_iban(std::string_view upper_case);       // ISO 13616: country, length, mod 97 = 1
bool is_dutch_bsn(std::string_view digits);      // 9 digits, the eleven-test
bool is_german_tax_id(std::string_view digits);  // 11 digits, ISO 7064 mod 11,10
bool is_french_nir(std::string_view digits);     // 15 digits, 97 minus the remainder
bool is_us_ssn(std::string_view digits);         // 9 digits; no checksum, but areas never given
bool is_spanish_dni(std::string_view upper_case);  // 8 digits or X, Y, Z and 7, and the letter
bool is_italian_fiscal_code(std::string_view upper_case);  // 16 characters and the check letter
bool is_polish_pesel(std::string_view digits);             // 11 digits, weighted
bool is_swedish_personal(std::string_view digits);         // 10 digits, Luhn, a date before
bool is_belgian_national(std::string_view digits);         // 11 digits, 97 minus the remainder
bool is_nhs_number(std::string_view digits);               // 10 digits, mod 11

}  // namespace backstamp::investigation
