// Card numbers, bank accounts, national numbers and keys in a text: what fits its own checksum.
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace backstamp::investigation {

struct SensitiveValue {
  std::string kind;    // "card number", "IBAN", "private key", ...
  std::string masked;  // the first and last characters alone
  bool operator==(const SensitiveValue&) const = default;
};

// Each value once, in the order of the text; at most 1,000. `text` is UTF-8; at most 4 MiB of it
// are read. Numbers that a country gives its people count only near a word that names them: their
// checksums are too weak to stand alone.
std::vector<SensitiveValue> sensitive_values(std::string_view text);

}  // namespace backstamp::investigation
