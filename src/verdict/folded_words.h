// Text -> words as they are compared: lower case, no accents, look-alike letters as Latin ones,
// characters of no width gone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace backstamp::verdict {

class FoldedWords {
 public:
  // `text` is UTF-8 and must outlive the object; at most its first 64 KiB are read.
  explicit FoldedWords(std::string_view text);

  std::size_t size() const { return words_.size(); }
  std::string_view operator[](std::size_t at) const {
    return std::string_view(letters_).substr(words_[at].begin, words_[at].end - words_[at].begin);
  }
  // The text as it was written from one word to another, both included.
  std::string_view written(std::size_t first, std::size_t last) const {
    return text_.substr(words_[first].from, words_[last].to - words_[first].from);
  }

 private:
  struct Word {
    std::size_t begin = 0, end = 0;  // in letters_
    std::size_t from = 0, to = 0;    // in text_
  };

  std::string_view text_;
  std::string letters_;
  std::vector<Word> words_;
};

}  // namespace backstamp::verdict
