#include "verdict/phrase_families.h"

#include <algorithm>
#include <span>
#include <unordered_map>

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

const std::unordered_map<std::string_view, std::size_t>& family_numbers() {
  static const std::unordered_map<std::string_view, std::size_t> all = [] {
    std::unordered_map<std::string_view, std::size_t> numbers;
    for (const std::string& family : book().families()) numbers.emplace(family, numbers.size());
    return numbers;
  }();
  return all;
}

struct Found {
  std::size_t family = 0, first = 0, last = 0;  // of the words
};

// Where in the text each atom was seen. Few of the book's atoms stand in one text.
class Places {
 public:
  explicit Places(const FoldedWords& words) {
    std::vector<PhraseBook::Atom> atoms;
    for (std::size_t at = 0; at < words.size(); ++at) {
      atoms.clear();
      book().append_atoms(words[at], atoms);
      for (const PhraseBook::Atom atom : atoms) places_.push_back({atom, at});
    }
    std::ranges::sort(places_);
    places_.erase(std::ranges::unique(places_).begin(), places_.end());
  }

  std::vector<Found> phrases() const {
    std::vector<Found> found;
    for (std::size_t at = 0; at < places_.size(); at += of(places_[at].atom).size()) {
      for (const PhraseBook::Phrase& phrase : book().beginning_with(places_[at].atom)) {
        append(phrase, found);
      }
    }
    std::ranges::sort(found, {}, [](const Found& one) { return std::pair(one.first, one.last); });
    return found;
  }

 private:
  struct Place {
    PhraseBook::Atom atom = 0;
    std::size_t at = 0;  // word
    auto operator<=>(const Place&) const = default;
  };

  std::span<const Place> of(PhraseBook::Atom atom) const {
    return std::ranges::equal_range(places_, atom, {}, &Place::atom);
  }

  void append(const PhraseBook::Phrase& phrase, std::vector<Found>& found) const {
    std::vector<std::span<const Place>> steps;
    for (const PhraseBook::Step& step : phrase.steps) {
      steps.push_back(of(step.atom));
      if (steps.back().empty()) return;
    }
    for (const Place& first : steps.front()) {
      std::size_t last = first.at;
      bool whole = true;
      for (std::size_t step = 1; step < steps.size() && whole; ++step) {
        const std::size_t reach = phrase.steps[step].adjacent ? 1 : words_between_max + 1;
        const auto next = std::ranges::upper_bound(steps[step], last, {}, &Place::at);
        whole = next != steps[step].end() && next->at <= last + reach;
        if (whole) last = next->at;
      }
      if (whole) found.push_back({phrase.family, first.at, last});
    }
  }

  std::vector<Place> places_;  // by atom, then by word
};

}  // namespace

const FamilyHits& PhraseHits::of(std::string_view family) const {
  const auto found = family_numbers().find(family);
  CHECK(found != family_numbers().end());
  return hits_[found->second];
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
