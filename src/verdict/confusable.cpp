#include "verdict/confusable.h"

#include <unicode/uidna.h>
#include <unicode/uspoof.h>

#include <array>
#include <memory>

#include "base/check.h"
#include "message/charset.h"

namespace backstamp::verdict {
namespace {

using Checker = std::unique_ptr<USpoofChecker, decltype(&uspoof_close)>;

const USpoofChecker* checker() {
  static const Checker open = [] {
    UErrorCode status = U_ZERO_ERROR;
    Checker made(uspoof_open(&status), uspoof_close);
    CHECK(U_SUCCESS(status));
    return made;
  }();
  return open.get();
}

std::string skeleton_by_icu(std::string_view text) {
  std::string out(text.size() * 4 + 16, '\0');
  UErrorCode status = U_ZERO_ERROR;
  const int32_t length =
      uspoof_getSkeletonUTF8(checker(), 0, text.data(), static_cast<int32_t>(text.size()),
                             out.data(), static_cast<int32_t>(out.size()), &status);
  if (U_FAILURE(status) || length < 0) return {};
  out.resize(static_cast<std::size_t>(length));
  return out;
}

// A skeleton is made letter by letter, and among ASCII letters none combines with its neighbours:
// nearly all words that are compared are such.
const std::array<std::string, 128>& ascii_skeletons() {
  static const std::array<std::string, 128> all = [] {
    std::array<std::string, 128> each;
    for (std::size_t code = 0; code < each.size(); ++code) {
      each[code] = skeleton_by_icu(std::string(1, static_cast<char>(code)));
    }
    return each;
  }();
  return all;
}

}  // namespace

std::string skeleton(std::string_view text) {
  if (!message::is_ascii(text)) return skeleton_by_icu(text);
  std::string out;
  for (const char c : text) out += ascii_skeletons()[static_cast<unsigned char>(c)];
  return out;
}

std::string shown_label(std::string_view label) {
  if (!label.starts_with("xn--")) return std::string(label);
  static const UIDNA* const idna = [] {
    UErrorCode status = U_ZERO_ERROR;
    return uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_UNICODE, &status);
  }();
  std::string out(label.size() * 4 + 16, '\0');
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  UErrorCode status = U_ZERO_ERROR;
  const int32_t length =
      uidna_labelToUnicodeUTF8(idna, label.data(), static_cast<int32_t>(label.size()), out.data(),
                               static_cast<int32_t>(out.size()), &info, &status);
  if (U_FAILURE(status) || length <= 0) return std::string(label);
  out.resize(static_cast<std::size_t>(length));
  return out;
}

bool differs_by_one(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > 1 || a == b) return false;
  std::size_t same = 0;
  while (same < a.size() && a[same] == b[same]) ++same;
  a.remove_prefix(same);
  b.remove_prefix(same);
  if (a.size() < b.size()) return a == b.substr(1);
  if (a.substr(1) == b.substr(1)) return true;
  return a.size() >= 2 && a[0] == b[1] && a[1] == b[0] && a.substr(2) == b.substr(2);
}

}  // namespace backstamp::verdict
