// The body of a message under change, HTML and plain text alike: each function is one thing that
// senders of bulk attacks do to their copies.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "html_pieces.h"
#include "mutator.h"

namespace backstamp::bench {

std::vector<std::string> words_of(std::string_view text);

class Body {
 public:
  Body(const std::string& html, const std::string& plain);

  void swap_words(const Pool& pool, Chance& chance);
  void drop_and_shuffle(Chance& chance);
  void fill_in(Chance& chance);
  void relink(Chance& chance);
  void track(Chance& chance);
  void pad(const Pool& pool, Chance& chance);
  void retemplate(Chance& chance);

  std::string html() const;
  std::string plain() const;

 private:
  template <class Change>
  void each_text(const Change& change);
  void add_line(bool at_the_end, const std::string& text, const std::string& style);
  std::size_t text_bytes() const;

  std::vector<Piece> pieces_;
  std::vector<std::string> lines_;  // of the plain text
};

}  // namespace backstamp::bench
