#include "message/files/mail_signs.h"

#include <algorithm>

#include "base/text.h"
#include "message/header_block.h"

namespace backstamp::message {
namespace {

bool is_mail_field(std::string_view name) {
  static constexpr std::string_view names[] = {
      "From",        "To",           "Date",         "Subject",      "Received",
      "Return-Path", "Delivered-To", "MIME-Version", "Content-Type", "Message-ID"};
  return std::ranges::any_of(names,
                             [&](std::string_view known) { return ascii_equal(known, name); });
}

}  // namespace

bool looks_like_mail(std::string_view head) {
  constexpr std::size_t head_bytes = 16 * 1024;
  constexpr int lines_max = 200;
  std::string_view rest = head.substr(0, head_bytes);
  int known = 0;
  for (int line = 0; line < lines_max && !rest.empty(); ++line) {
    const std::string_view text = first_line(rest);
    rest.remove_prefix(text.size());
    const bool folded = text.starts_with(' ') || text.starts_with('\t');
    if (folded || (line == 0 && is_mbox_line(text))) continue;
    const std::size_t length = field_name_length(text);
    if (length == 0) return false;
    if (is_mail_field(text.substr(0, length)) && ++known == 2) return true;
  }
  return false;
}

}  // namespace backstamp::message
