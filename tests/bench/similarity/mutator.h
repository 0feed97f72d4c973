// Makes the copies of an attack out of one real message, as attackers do: no two alike.
//
// Nothing here knows how the product compares, and nothing in the product knows this.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "chance.h"

namespace backstamp::bench {

enum class Change {
  names,       // greeting, closing, recipient, names behind them, every number
  links,       // every link to another host and path; half keep the shape of the path
  tracking,    // values in link queries, reference numbers, a counting pixel
  padding,     // 5 to 30 % of unrelated text, half of it hidden by style
  paragraphs,  // up to a quarter of the blocks dropped, the rest shuffled in six of ten copies
  template_,  // other HTML around the same blocks; words split, references, no-width and look-alike
              // letters in about 15 % of the words
  sender,     // another sender, host, address and subject line
  words,      // 15 % of the words swapped for words of unrelated mail
  everything,  // all of these at once
};
inline constexpr std::array changes = {Change::names,   Change::links,      Change::tracking,
                                       Change::padding, Change::paragraphs, Change::template_,
                                       Change::sender,  Change::words,      Change::everything};
std::string_view name_of(Change change);

// Lines and words of mail that is neither base nor background.
struct Pool {
  std::vector<std::string> lines, words;
};

// `number` tells the copies apart: Message-ID and recipient follow from it. The result is a whole
// message.
std::string mutated(const std::string& base, Change change, int number, const Pool& pool,
                    Chance& chance);

}  // namespace backstamp::bench
