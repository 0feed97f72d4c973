// Sets of words in senders' names and domains: content/rules/name_words.json.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/text.h"

namespace backstamp::verdict {

class WordStems {
 public:
  explicit WordStems(std::set<std::string, std::less<>> stems) : stems_(std::move(stems)) {}

  // The first word of the text that begins with a stem, or is one that ends in $; as written.
  std::optional<Text> first_in(std::string_view text) const;

 private:
  std::set<std::string, std::less<>> stems_;
};

// A set of the file by its name; a fault in the file is a fault of the build.
WordStems word_stems(std::string_view set);

}  // namespace backstamp::verdict
