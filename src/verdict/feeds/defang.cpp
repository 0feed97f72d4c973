#include "verdict/feeds/defang.h"

#include <array>

#include "base/text.h"

namespace backstamp::verdict {
namespace {

struct Guise {
  std::string_view written, meant;
};

constexpr std::array guises = {
    Guise{"[.]", "."},   Guise{"(.)", "."},  Guise{"{.}", "."},     Guise{"[dot]", "."},
    Guise{"(dot)", "."}, Guise{"[:]", ":"},  Guise{"[://]", "://"}, Guise{"[/]", "/"},
    Guise{"[@]", "@"},   Guise{"[at]", "@"}, Guise{"(at)", "@"},
};

// The guise that `rest` begins with, or null.
const Guise* guise_at(std::string_view rest) {
  for (const Guise& guise : guises) {
    if (ascii_equal(rest.substr(0, guise.written.size()), guise.written)) return &guise;
  }
  return nullptr;
}

bool stands_for_http(std::string_view scheme) {
  for (const std::string_view disguised : {"hxxp", "hxxps", "h**p", "h**ps", "htxp", "htxps"}) {
    if (ascii_equal(scheme, disguised)) return true;
  }
  return false;
}

}  // namespace

std::string refanged(std::string_view value) {
  std::string meant;
  meant.reserve(value.size());
  while (!value.empty()) {
    const Guise* guise = std::string_view("[({").contains(value[0]) ? guise_at(value) : nullptr;
    meant += guise ? guise->meant : value.substr(0, 1);
    value.remove_prefix(guise ? guise->written.size() : 1);
  }
  const auto scheme_end = meant.find("://");
  if (scheme_end == meant.npos) return meant;
  const std::string_view scheme = std::string_view(meant).substr(0, scheme_end);
  if (!stands_for_http(scheme)) return meant;
  const bool secure = scheme.ends_with('s') || scheme.ends_with('S');
  return (secure ? "https" : "http") + meant.substr(scheme_end);
}

}  // namespace backstamp::verdict
