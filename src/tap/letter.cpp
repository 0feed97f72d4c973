#include "tap/letter.h"

namespace backstamp::tap {

bool Letter::room(std::size_t more) {
  too_large_ |= bytes_.size() + more > bytes_max_;
  return !too_large_;
}

void Letter::add_header(std::string_view name, std::string_view value) {
  if (!room(name.size() + 2 * value.size() + 3)) return;
  bytes_.append(name).append(":");
  char before = '\0';
  for (const char c : value) {
    if (c == '\n' && before != '\r') bytes_ += '\r';
    bytes_ += before = c;
  }
  bytes_ += "\r\n";
}

void Letter::end_header() {
  bytes_ += "\r\n";
  body_at_ = bytes_.size();
}

void Letter::add_body(std::string_view chunk) {
  if (room(chunk.size())) bytes_.append(chunk);
}

Text envelope_address(std::string_view argument) {
  argument = trim(argument);
  if (argument.starts_with('<')) argument.remove_prefix(1);
  if (argument.ends_with('>')) argument.remove_suffix(1);
  const std::size_t at = argument.rfind('@');
  if (at == std::string_view::npos) return Text::lossy(argument);
  return Text::lossy(std::string(argument.substr(0, at)) + ascii_lower(argument.substr(at)));
}

}  // namespace backstamp::tap
