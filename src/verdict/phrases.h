// Word families of credential lures, in the six languages that such mail mostly comes in.
#pragma once

#include <optional>
#include <string_view>

#include "base/text.h"

namespace backstamp::verdict {

// The words by which the text asks to sign in, to confirm or unlock an account: a word of one
// family and one of its partner family with at most four words between. Nothing when there are
// none. Families stand in content/rules/credential_words.json as beginnings of words without
// accents. Linear in the text, of which at most 64 KiB are read.
std::optional<Text> credential_phrase(std::string_view text);

}  // namespace backstamp::verdict
