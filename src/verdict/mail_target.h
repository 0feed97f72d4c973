// Mail addresses outside the header: of mailto links and in running text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/text.h"

namespace backstamp::verdict {

struct MailTarget {
  std::string address, domain;  // domain in lower case; empty when there is none
  bool prepared = false;        // subject, text or further recipients are filled in
};

// `link` as written: "mailto:a@b.example?subject=x" (RFC 6068); percent escapes are decoded.
MailTarget mail_target(std::string_view link);

// The first address at a free-mail domain in the text.
std::optional<Text> free_mail_in(std::string_view text);

}  // namespace backstamp::verdict
