#include <arpa/inet.h>

#include "base/text.h"
#include "intake/event.h"

namespace backstamp::intake {
namespace {

bool is_four(const std::string& text) {
  in_addr address{};
  return ::inet_pton(AF_INET, text.c_str(), &address) == 1;
}

std::string normal_six(const std::string& text) {
  in6_addr address{};
  if (::inet_pton(AF_INET6, text.c_str(), &address) != 1) return {};
  if (IN6_IS_ADDR_V4MAPPED(&address)) {
    char four[INET_ADDRSTRLEN];
    ::inet_ntop(AF_INET, address.s6_addr + 12, four, sizeof four);
    return four;
  }
  char six[INET6_ADDRSTRLEN];
  ::inet_ntop(AF_INET6, &address, six, sizeof six);
  return six;
}

}  // namespace

std::string bare_address(std::string_view written) {
  std::string text(trim(written).substr(0, 100));
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string::npos) return {};
    text = text.substr(1, end - 1);
  } else if (const std::size_t colon = text.find(':');
             colon != std::string::npos && text.find(':', colon + 1) == std::string::npos) {
    text = text.substr(0, colon);
  }
  return is_four(text) ? text : normal_six(text);
}

}  // namespace backstamp::intake
