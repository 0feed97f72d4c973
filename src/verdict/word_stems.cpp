#include "verdict/word_stems.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/check.h"
#include "base/content.h"
#include "verdict/folded_words.h"

namespace backstamp::verdict {

std::optional<Text> WordStems::first_in(std::string_view text) const {
  constexpr std::size_t stem_bytes_max = 20;
  const FoldedWords words(text);
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string_view word = words[at];
    bool found = stems_.contains(std::string(word) + '$');
    for (std::size_t size = 3; !found && size <= std::min(word.size(), stem_bytes_max); ++size) {
      found = stems_.contains(word.substr(0, size));
    }
    if (found) return Text::lossy(words.written(at, at));
  }
  return std::nullopt;
}

WordStems word_stems(std::string_view set) {
  const auto bytes = content_file("rules/name_words.json");
  CHECK(bytes);
  const auto json = nlohmann::json::parse(*bytes);
  std::set<std::string, std::less<>> stems;
  for (const auto& stem : json.at(set)) {
    const auto text = stem.get<std::string>();
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789$";
    CHECK(text.size() >= 3 && text.find_first_not_of(allowed) == text.npos);
    stems.insert(text);
  }
  return WordStems(std::move(stems));
}

}  // namespace backstamp::verdict
