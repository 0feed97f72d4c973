// The words of a query.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hunting/kql/diagnostic.h"

namespace backstamp::hunting::kql {

struct Token {
  enum class Kind {
    name,      // text: the name
    string,    // text: its value
    whole,     // text: digits, or 0x...
    real,      // text: as written
    timespan,  // text: as written, 1d
    raw,       // datetime(...), time(...), guid(...): text is the word, raw what stands between
    symbol,    // text: ( ) [ ] { } , ; : . .. | = == != =~ !~ < <= > >= + - * / % => !has ...
    end,
  };
  Kind kind = Kind::end;
  Place place;
  std::string text = {};
  std::string raw = {};
  std::size_t begin = 0, end = 0;  // bytes in the query

  bool is(std::string_view symbol) const { return kind == Kind::symbol && text == symbol; }
  bool is_name(std::string_view name) const { return kind == Kind::name && text == name; }
};

// The last token is `end`. At most 1 MiB of text and 100 000 tokens.
Checked<std::vector<Token>> read_tokens(std::string_view query);

}  // namespace backstamp::hunting::kql
