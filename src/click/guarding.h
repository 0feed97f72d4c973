// The links of a message's body, guarded: each leads to the gateway instead. Pure.
//
// HTML and plain text, in parts that are shown as the text of the message. A message that is signed
// or encrypted (S/MIME, PGP) is left as it is, and so is a text part with a PGP signature in it, a
// part in a charset that does not begin with ASCII, and a link whose line would become too long.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/text.h"

namespace backstamp::click {

// The address for a target; empty: the link stays. What it gives must be ASCII without blanks,
// quotes, brackets and "&".
using Guard = std::function<std::string(std::string_view target)>;

// The body that is to take the place of what stands from `body_at` on; nothing when no link was
// guarded.
std::optional<Bytes> guarded_body(std::string_view letter, std::size_t body_at, const Guard& guard);

// Of one part, decoded.
std::string guarded_html(std::string_view html, const Guard& guard);
std::string guarded_text(std::string_view text, const Guard& guard);

}  // namespace backstamp::click
