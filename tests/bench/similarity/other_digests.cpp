#include "other_digests.h"

#include <fuzzy.h>
#include <tlsh.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace backstamp::bench {

std::string normalised(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) > ' ') {
      result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (!result.empty() && result.back() != ' ') {
      result += ' ';
    }
  }
  return result;
}

std::string tlsh_digest(const std::string& text) {
  if (text.size() < 256) return {};
  Tlsh tlsh;
  tlsh.final(reinterpret_cast<const unsigned char*>(text.data()),
             static_cast<unsigned>(text.size()));
  const char* const hash = tlsh.getHash();
  return hash == nullptr ? "" : hash;
}

std::string ssdeep_digest(const std::string& text) {
  if (text.empty()) return {};
  std::array<char, FUZZY_MAX_RESULT> digest{};
  const int failed = fuzzy_hash_buf(reinterpret_cast<const unsigned char*>(text.data()),
                                    static_cast<std::uint32_t>(text.size()), digest.data());
  return failed != 0 ? "" : digest.data();
}

int tlsh_nearness(const std::string& a, const std::string& b) {
  if (a.empty() || b.empty()) return 0;
  thread_local Tlsh first, second;
  thread_local std::string first_text, second_text;
  if (first_text != a && first.fromTlshStr(a.c_str()) == 0) first_text = a;
  if (second_text != b && second.fromTlshStr(b.c_str()) == 0) second_text = b;
  return std::max(0, 1000 - first.totalDiff(&second));
}

int ssdeep_nearness(const std::string& a, const std::string& b) {
  if (a.empty() || b.empty()) return 0;
  return std::max(0, fuzzy_compare(a.c_str(), b.c_str())) * 10;
}

}  // namespace backstamp::bench
