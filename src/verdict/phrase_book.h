// Phrases as they are looked for: every word of a text goes once through a tree of stems, then the
// rows of stems are tried that begin at words which were found.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace backstamp::verdict {

class PhraseBook {
 public:
  using Atom = std::uint32_t;  // a stem, or a set of stems
  struct Step {
    Atom atom = 0;
    bool adjacent = false;  // follows at once; otherwise up to four words may stand between
  };
  struct Phrase {
    std::size_t family = 0;
    std::vector<Step> steps;
  };

  // Reads content/rules/phrase_families.json or its like. Error: invalid, naming the family and
  // the phrase that can't be read.
  static Result<PhraseBook> read(std::string_view json);

  const std::vector<std::string>& families() const { return families_; }
  const std::vector<Phrase>& beginning_with(Atom atom) const { return by_first_[atom]; }
  std::size_t atoms() const { return by_first_.size(); }

  // Appends the atoms that a folded word is, or begins with.
  void append_atoms(std::string_view word, std::vector<Atom>& atoms) const;

 private:
  friend class PhraseBookReader;
  // Small, so that the tree stays near the processor: every word of every mail walks through it.
  struct Node {
    std::array<std::uint16_t, 36> next{};  // a to z, 0 to 9; 0: no such word
    std::uint32_t stems = 0;               // in stems_; 0: no stem ends here
  };
  struct Stems {
    std::vector<Atom> prefixes, whole;
  };

  std::vector<std::string> families_;
  std::vector<Node> nodes_ = std::vector<Node>(1);
  std::vector<Stems> stems_ = std::vector<Stems>(1);
  std::vector<std::vector<Phrase>> by_first_;
};

}  // namespace backstamp::verdict
