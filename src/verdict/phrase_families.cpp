#include "verdict/phrase_families.h"

#include <algorithm>
#include <numeric>
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

// Where in the text each atom was seen: word numbers, ascending, those of one atom side by side.
class Places {
 public:
  explicit Places(const FoldedWords& words) : begins_(book().atoms() + 1) {
    std::vector<Seen> seen;
    std::vector<PhraseBook::Atom> atoms;
    for (std::size_t at = 0; at < words.size(); ++at) {
      atoms.clear();
      book().append_atoms(words[at], atoms);
      for (const PhraseBook::Atom atom : atoms) seen.push_back({atom, static_cast<Word>(at)});
    }
    deal_out(seen);
  }

  std::vector<Found> phrases() const {
    std::vector<Found> found;
    for (const PhraseBook::Atom atom : atoms_) {
      for (const PhraseBook::Phrase& phrase : book().beginning_with(atom)) append(phrase, found);
    }
    std::ranges::sort(found, {}, [](const Found& one) { return std::pair(one.first, one.last); });
    return found;
  }

 private:
  using Word = std::uint32_t;
  struct Seen {
    PhraseBook::Atom atom = 0;
    Word at = 0;
  };

  // Counts, then puts each where the counts before it end: sorting took longer than finding.
  void deal_out(const std::vector<Seen>& seen) {
    for (const Seen& one : seen) {
      if (++begins_[one.atom] == 1) atoms_.push_back(one.atom);
    }
    std::exclusive_scan(begins_.begin(), begins_.end(), begins_.begin(), std::uint32_t{0});
    words_.resize(seen.size());
    std::vector<std::uint32_t> ends(begins_);
    for (const Seen& one : seen) words_[ends[one.atom]++] = one.at;
  }

  // A stem and a longer one of the same set name a word twice.
  std::span<const Word> of(PhraseBook::Atom atom) const {
    return std::span(words_).subspan(begins_[atom], begins_[atom + 1] - begins_[atom]);
  }

  void append(const PhraseBook::Phrase& phrase, std::vector<Found>& found) const {
    const auto missing = [&](const PhraseBook::Step& step) { return of(step.atom).empty(); };
    if (std::ranges::any_of(phrase.steps, missing)) return;
    for (const Word first : of(phrase.steps.front().atom)) {
      std::size_t last = first;
      bool whole = true;
      for (std::size_t step = 1; step < phrase.steps.size() && whole; ++step) {
        const auto words = of(phrase.steps[step].atom);
        const std::size_t reach = phrase.steps[step].adjacent ? 1 : words_between_max + 1;
        const auto next = std::ranges::upper_bound(words, last);
        whole = next != words.end() && *next <= last + reach;
        if (whole) last = *next;
      }
      if (whole) found.push_back({phrase.family, first, last});
    }
  }

  std::vector<std::uint32_t> begins_;  // of each atom's words in words_; one more at the end
  std::vector<Word> words_;
  std::vector<PhraseBook::Atom> atoms_;  // that were seen
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
