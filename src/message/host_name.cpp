#include "message/host_name.h"

#include <unicode/uidna.h>

#include <array>
#include <string>

#include "message/charset.h"

namespace backstamp::message {
namespace {

constexpr std::size_t host_bytes_max = 1024;

const UIDNA* uts46() {
  // Thread-safe once opened; ICU's own tables live as long as the process.
  static const UIDNA* const idna = [] {
    UErrorCode error = U_ZERO_ERROR;
    return uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI, &error);
  }();
  return idna;
}

std::string_view without_last_dots(std::string_view host) {
  while (host.ends_with('.')) host.remove_suffix(1);
  return host;
}

// Other charsets and A-labels make a host longer: bounded at the end, too, it is the same when it
// is read again. Letters that IDNA drops may have stood behind the last dot.
Text bounded(std::string_view host) {
  const Text cut = Text::lossy(ascii_lower(host)).cut(host_bytes_max);
  return Text::lossy(without_last_dots(cut.view()));
}

}  // namespace

Text host_to_ascii(std::string_view host) {
  host = host.substr(0, host_bytes_max);
  host = without_last_dots(host);
  if (is_ascii(host)) return bounded(host);
  const std::string utf8 = bounded(to_utf8(host, "").text).str();
  std::array<char, 4 * host_bytes_max> ascii;
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  UErrorCode error = U_ZERO_ERROR;
  const std::int32_t size =
      uidna_nameToASCII_UTF8(uts46(), utf8.data(), static_cast<std::int32_t>(utf8.size()),
                             ascii.data(), static_cast<std::int32_t>(ascii.size()), &info, &error);
  const bool usable =
      U_SUCCESS(error) && size > 0 && is_ascii({ascii.data(), static_cast<std::size_t>(size)});
  if (!usable) return Text::lossy(utf8);
  return bounded({ascii.data(), static_cast<std::size_t>(size)});
}

}  // namespace backstamp::message
