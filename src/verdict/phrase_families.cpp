#include "verdict/phrase_families.h"

#include <algorithm>

#include "base/check.h"
#include "base/content.h"
#include "verdict/folded_words.h"
#include "verdict/phrase_book.h"

namespace backstamp::verdict {
namespace {

constexpr std::size_t words_between_max = 4;

const PhraseBook& book() {
  static const PhraseBook all = [] {
    const auto bytes = content_file("rules/phrase_families.json");
    CHECK(bytes);
    auto read = PhraseBook::read(*bytes);
    CHECK(read);
    return *std::move(read);
  }();
  return all;
}

struct Found {
  std::size_t family = 0, first = 0, last = 0;  // of the words
};

// Where in the text each atom was seen.
class Places {
 public:
  explicit Places(const FoldedWords& words) : places_(book().atoms()) {
    std::vector<PhraseBook::Atom> atoms;
    for (std::size_t at = 0; at < words.size(); ++at) {
      atoms.clear();
      book().append_atoms(words[at], atoms);
      for (const PhraseBook::Atom atom : atoms) {
        if (places_[atom].empty()) seen_.push_back(atom);
        if (places_[atom].empty() || places_[atom].back() != at) places_[atom].push_back(at);
      }
    }
  }

  std::vector<Found> phrases() const {
    std::vector<Found> found;
    for (const PhraseBook::Atom atom : seen_) {
      for (const PhraseBook::Phrase& phrase : book().beginning_with(atom)) {
        if (all_seen(phrase)) append(phrase, found);
      }
    }
    std::ranges::sort(found, {}, [](const Found& one) { return std::pair(one.first, one.last); });
    return found;
  }

 private:
  bool all_seen(const PhraseBook::Phrase& phrase) const {
    return std::ranges::none_of(
        phrase.steps, [&](const PhraseBook::Step& step) { return places_[step.atom].empty(); });
  }

  void append(const PhraseBook::Phrase& phrase, std::vector<Found>& found) const {
    for (const std::size_t first : places_[phrase.steps.front().atom]) {
      std::size_t last = first;
      bool whole = true;
      for (std::size_t step = 1; step < phrase.steps.size() && whole; ++step) {
        const auto& places = places_[phrase.steps[step].atom];
        const std::size_t reach = phrase.steps[step].adjacent ? 1 : words_between_max + 1;
        const auto next = std::ranges::upper_bound(places, last);
        whole = next != places.end() && *next <= last + reach;
        if (whole) last = *next;
      }
      if (whole) found.push_back({phrase.family, first, last});
    }
  }

  std::vector<std::vector<std::size_t>> places_;
  std::vector<PhraseBook::Atom> seen_;
};

}  // namespace

const FamilyHits& PhraseHits::of(std::string_view family) const {
  const auto found = std::ranges::find(book().families(), family);
  CHECK(found != book().families().end());
  return hits_[static_cast<std::size_t>(found - book().families().begin())];
}

bool PhraseHits::any_of(std::initializer_list<std::string_view> families) const {
  return std::ranges::any_of(families,
                             [&](std::string_view family) { return of(family).count > 0; });
}

const std::vector<std::string>& phrase_families() { return book().families(); }

PhraseHits find_phrases(std::string_view text) {
  const FoldedWords words(text);
  PhraseHits hits(book().families().size());
  std::vector<std::size_t> free_from(book().families().size());  // the word after the last phrase
  for (const Found& found : Places(words).phrases()) {
    if (found.first < free_from[found.family]) continue;
    free_from[found.family] = found.last + 1;
    FamilyHits& family = hits.at(found.family);
    if (family.count++ == 0) {
      family.first = Text::lossy(words.written(found.first, found.last)).cut(200);
    }
  }
  return hits;
}

}  // namespace backstamp::verdict
