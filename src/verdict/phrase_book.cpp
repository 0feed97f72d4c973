#include "verdict/phrase_book.h"

#include <array>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

namespace backstamp::verdict {
namespace {

using Json = nlohmann::ordered_json;

// Where a letter stands in Node::next; -1 for what is none.
constexpr std::array<std::int8_t, 256> slots = [] {
  std::array<std::int8_t, 256> all{};
  all.fill(-1);
  for (int i = 0; i < 26; ++i) all[static_cast<std::size_t>('a' + i)] = static_cast<std::int8_t>(i);
  for (int i = 0; i < 10; ++i) {
    all[static_cast<std::size_t>('0' + i)] = static_cast<std::int8_t>(26 + i);
  }
  return all;
}();

int slot_of(char c) { return slots[static_cast<unsigned char>(c)]; }

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> pieces;
  while (!text.empty()) {
    const std::string_view piece = text.substr(0, text.find(separator));
    text.remove_prefix(std::min(text.size(), piece.size() + 1));
    if (!piece.empty()) pieces.emplace_back(piece);
  }
  return pieces;
}

}  // namespace

class PhraseBookReader {
 public:
  Result<PhraseBook> read(const Json& json) {
    const Sets shared = sets_of(json, {});
    for (const auto& [name, family] : json.at("families").items()) {
      sets_ = sets_of(family, shared);
      book_.families_.push_back(name);
      for (const Json& phrase : family.at("phrases")) {
        const auto text = phrase.get<std::string>();
        if (!add_all(text)) return cannot_read(name, text);
      }
    }
    return std::move(book_);
  }

 private:
  static std::unexpected<Error> cannot_read(const std::string& family, const std::string& phrase) {
    std::string what = "phrase family ";
    what.append(family).append(": cannot read \"").append(phrase);
    return fail(Fault::invalid,
                what.append("\": words are of a to z and 0 to 9, sets have a name"));
  }

  using Sets = std::map<std::string, std::vector<std::string>>;

  static Sets sets_of(const Json& json, Sets sets) {
    if (!json.contains("sets")) return sets;
    for (const auto& [name, stems] : json.at("sets").items()) {
      sets[name] = stems.get<std::vector<std::string>>();
    }
    return sets;
  }

  // Sets may hold rows of words ("mail+box"): each of them makes a phrase of its own, the single
  // words one together, in which the set is written <name>.
  bool add_all(const std::string& text) {
    const auto open = text.find('{');
    if (open == text.npos) return add(text);
    const auto close = text.find('}', open);
    if (close == text.npos) return false;
    const auto set = sets_.find(text.substr(open + 1, close - open - 1));
    if (set == sets_.end()) return false;
    const std::string before = text.substr(0, open);
    const std::string after = text.substr(close + 1);
    if (!add_all(before + '<' + set->first + after)) return false;
    return std::ranges::all_of(set->second, [&](const std::string& row) {
      return !row.contains('+') || add_all(before + row + after);
    });
  }

  bool add(const std::string& text) {
    PhraseBook::Phrase phrase{.family = book_.families_.size() - 1, .steps = {}};
    for (const std::string& group : split(text, ' ')) {
      bool adjacent = false;
      for (const std::string& word : split(group, '+')) {
        const auto atom = word.starts_with('<') ? set_atom(word.substr(1)) : stem_atom(word);
        if (!atom) return false;
        phrase.steps.push_back({.atom = *atom, .adjacent = adjacent});
        adjacent = true;
      }
    }
    if (phrase.steps.empty()) return false;
    book_.by_first_[phrase.steps.front().atom].push_back(std::move(phrase));
    return true;
  }

  std::optional<PhraseBook::Atom> stem_atom(const std::string& stem) {
    const auto [found, fresh] = atoms_.emplace(stem, book_.by_first_.size());
    if (!fresh) return found->second;
    book_.by_first_.emplace_back();
    if (!plant(stem, found->second)) return std::nullopt;
    return found->second;
  }

  // Sets of one name may differ between families.
  std::optional<PhraseBook::Atom> set_atom(const std::string& name) {
    const std::vector<std::string>& stems = sets_.at(name);
    std::string key = "<";
    for (const std::string& stem : stems) key.append(stem).push_back(' ');
    const auto [found, fresh] = atoms_.emplace(key, book_.by_first_.size());
    if (!fresh) return found->second;
    book_.by_first_.emplace_back();
    for (const std::string& stem : stems) {
      if (!stem.contains('+') && !plant(stem, found->second)) return std::nullopt;
    }
    return found->second;
  }

  bool plant(std::string_view stem, PhraseBook::Atom atom) {
    const bool whole = stem.ends_with('$');
    if (whole) stem.remove_suffix(1);
    std::uint32_t node = 0;
    for (const char c : stem) {
      const int slot = slot_of(c);
      if (slot < 0) return false;
      const auto place = static_cast<std::size_t>(slot);
      if (book_.nodes_[node].next[place] == 0) {
        if (book_.nodes_.size() > std::numeric_limits<std::uint16_t>::max()) return false;
        book_.nodes_[node].next[place] = static_cast<std::uint16_t>(book_.nodes_.size());
        book_.nodes_.emplace_back();
      }
      node = book_.nodes_[node].next[place];
    }
    if (book_.nodes_[node].stems == 0) {
      book_.nodes_[node].stems = static_cast<std::uint32_t>(book_.stems_.size());
      book_.stems_.emplace_back();
    }
    PhraseBook::Stems& stems = book_.stems_[book_.nodes_[node].stems];
    (whole ? stems.whole : stems.prefixes).push_back(atom);
    return node != 0;
  }

  PhraseBook book_;
  Sets sets_;
  std::map<std::string, PhraseBook::Atom> atoms_;
};

Result<PhraseBook> PhraseBook::read(std::string_view json) {
  try {
    return PhraseBookReader().read(Json::parse(json));
  } catch (const Json::exception& error) {
    return fail(Fault::invalid, std::string("phrase families: ") + error.what());
  }
}

void PhraseBook::append_atoms(std::string_view word, std::vector<Atom>& atoms) const {
  std::uint32_t node = 0;
  for (const char c : word) {
    const int slot = slot_of(c);
    if (slot < 0) return;
    node = nodes_[node].next[static_cast<std::size_t>(slot)];
    if (node == 0) return;
    if (nodes_[node].stems == 0) continue;
    for (const Atom atom : stems_[nodes_[node].stems].prefixes) atoms.push_back(atom);
  }
  for (const Atom atom : stems_[nodes_[node].stems].whole) atoms.push_back(atom);
}

}  // namespace backstamp::verdict
