// Text as it flows onto a page: runs of blanks are one blank, block borders are line ends,
// characters of no width are gone.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace backstamp::message {

class FlowText {
 public:
  explicit FlowText(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  void append(std::string_view utf8);
  void blank() { pending_blank_ = true; }
  void line() { pending_line_ = true; }

  bool full() const { return text_.size() >= bytes_max_; }
  // What was written; at most bytes_max bytes and a character.
  const std::string& str() const { return text_; }
  // Characters of no width that stood between two ASCII letters: they split words for readers of
  // bytes only. Soft hyphens are honest and not counted.
  std::size_t joints() const { return joints_; }

 private:
  void put(std::string_view character);
  void note_joint(std::string_view gone, std::string_view after);

  std::size_t bytes_max_;
  std::string text_;
  bool pending_blank_ = false;
  bool pending_line_ = false;
  std::size_t joints_ = 0;
};

// The length of a character at the start of `utf8` that takes no room on the page (zero-width
// characters, soft hyphens, direction marks, variation selectors); 0 for any other.
std::size_t invisible_length(std::string_view utf8);

}  // namespace backstamp::message
