#include "verdict/mail_target.h"

#include "verdict/traits.h"

namespace backstamp::verdict {
namespace {

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool escape = text[at] == '%' && at + 2 < text.size() && hex_digit(text[at + 1]) >= 0 &&
                        hex_digit(text[at + 2]) >= 0;
    if (escape) {
      out += static_cast<char>(hex_digit(text[at + 1]) * 16 + hex_digit(text[at + 2]));
      at += 2;
    } else {
      out += text[at];
    }
  }
  return out;
}

bool is_address_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("._+-").contains(c);
}

}  // namespace

MailTarget mail_target(std::string_view link) {
  constexpr std::string_view scheme = "mailto:";
  if (ascii_lower(link.substr(0, scheme.size())) != scheme) return {};
  link.remove_prefix(scheme.size());
  const auto query = link.find('?');
  MailTarget target;
  target.address = decoded(trim(link.substr(0, query)));
  target.prepared = query != link.npos && link.substr(query).contains('=');
  if (const auto at = target.address.rfind('@'); at != std::string::npos) {
    target.domain = ascii_lower(target.address.substr(at + 1));
  }
  return target;
}

std::optional<Text> free_mail_in(std::string_view text) {
  for (auto at = text.find('@'); at != text.npos; at = text.find('@', at + 1)) {
    std::size_t begin = at;
    while (begin > 0 && is_address_byte(text[begin - 1])) --begin;
    std::size_t end = at + 1;
    while (end < text.size() && is_address_byte(text[end])) ++end;
    while (end > at + 1 && !is_address_byte(text[end - 1])) --end;
    while (end > at + 1 && text[end - 1] == '.') --end;
    const std::string domain = ascii_lower(text.substr(at + 1, end - at - 1));
    if (begin < at && is_free_mail(domain)) return Text::lossy(text.substr(begin, end - begin));
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
