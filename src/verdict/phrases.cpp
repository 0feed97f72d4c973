#include "verdict/phrases.h"

#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/check.h"
#include "base/content.h"
#include "message/fold_letter.h"

namespace backstamp::verdict {
namespace {

using Json = nlohmann::json;

constexpr std::size_t text_bytes_max = 64 * 1024;
constexpr std::size_t words_between_max = 4;

// Which families a word belongs to, as bits; a pair is two families that make a phrase together.
struct Families {
  std::map<std::string, std::uint32_t, std::less<>> stems;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
};

Families read_families() {
  const auto bytes = content_file("rules/credential_words.json");
  CHECK(bytes);
  const Json json = Json::parse(*bytes);
  Families families;
  std::map<std::string, std::uint32_t> bits;
  for (const auto& [name, stems] : json.at("families").items()) {
    const std::uint32_t bit = 1u << bits.size();
    bits[name] = bit;
    for (const Json& stem : stems) families.stems[stem.get<std::string>()] |= bit;
  }
  for (const Json& pair : json.at("pairs")) {
    families.pairs.emplace_back(bits.at(pair.at(0)), bits.at(pair.at(1)));
  }
  return families;
}

struct Word {
  std::string folded;
  std::size_t from = 0, to = 0;  // in the text
};

char32_t code_at(std::string_view bytes, std::size_t length) {
  const auto lead = static_cast<unsigned char>(bytes[0]);
  char32_t code = length == 1 ? lead : lead & (0xffu >> (length + 1));
  for (std::size_t at = 1; at < length; ++at) {
    code = (code << 6) | (static_cast<unsigned char>(bytes[at]) & 0x3fu);
  }
  return code;
}

std::vector<Word> words_of(std::string_view text) {
  std::vector<Word> words;
  bool open = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_length(text.substr(at));
    const char32_t code = length == 0 ? U' ' : code_at(text.substr(at), length);
    const message::LetterKind kind = message::letter_kind(code);
    const std::size_t next = at + std::max<std::size_t>(length, 1);
    if (kind == message::LetterKind::letter || kind == message::LetterKind::digit) {
      if (!open) words.push_back({"", at, at});
      message::append_folded(code, words.back().folded);
      words.back().to = next;
      open = true;
    } else if (kind != message::LetterKind::ignored) {
      open = false;
    }
    at = next;
  }
  return words;
}

// All stems that the word begins with; one that ends in $ is the whole word.
std::uint32_t families_of(const Families& families, std::string_view word) {
  constexpr std::size_t stem_bytes_min = 3, stem_bytes_max = 16;
  std::uint32_t bits = 0;
  if (word.size() <= stem_bytes_max) {
    const auto whole = families.stems.find(std::string(word) + "$");
    if (whole != families.stems.end()) bits |= whole->second;
  }
  for (std::size_t size = stem_bytes_min; size <= std::min(word.size(), stem_bytes_max); ++size) {
    const auto found = families.stems.find(word.substr(0, size));
    if (found != families.stems.end()) bits |= found->second;
  }
  return bits;
}

bool make_phrase(const Families& families, std::uint32_t a, std::uint32_t b) {
  return std::ranges::any_of(families.pairs, [&](const auto& pair) {
    return ((a & pair.first) && (b & pair.second)) || ((b & pair.first) && (a & pair.second));
  });
}

}  // namespace

std::optional<Text> credential_phrase(std::string_view text) {
  static const Families families = read_families();
  text = text.substr(0, text_bytes_max);
  const std::vector<Word> words = words_of(text);
  std::vector<std::uint32_t> bits;
  for (const Word& word : words) {
    bits.push_back(families_of(families, word.folded));
    const std::size_t here = bits.size() - 1;
    for (std::size_t back = 1; bits[here] && back <= words_between_max + 1 && back <= here;
         ++back) {
      if (!make_phrase(families, bits[here - back], bits[here])) continue;
      const std::size_t from = words[here - back].from;
      return Text::lossy(text.substr(from, word.to - from)).cut(200);
    }
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
