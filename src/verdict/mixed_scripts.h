// Letters that look like others.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/text.h"

namespace backstamp::verdict {

struct MixedWords {
  std::size_t count = 0;
  Text first;  // as written
};

// Words that hold Latin letters and Cyrillic, Greek or Armenian ones, at least two of one kind and
// with a look-alike among them: units like "µm" and single letters are honest.
MixedWords mixed_words(std::string_view text);
bool mixes_scripts(std::string_view word);

// Mathematical, full-width, circled and squared Latin letters.
std::size_t styled_letters(std::string_view text);

}  // namespace backstamp::verdict
