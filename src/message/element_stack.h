// The open elements of an HTML document, as far as they decide what is seen: which end tag closes
// what (WHATWG HTML 13.2.6, simplified), and which text is hidden.
//
// Always holds: at most `depth_max` elements are open, so each tag costs bounded time.
#pragma once

#include <cstdint>
#include <vector>

#include "message/html_style.h"
#include "message/html_token.h"

namespace backstamp::message {

class ElementStack {
 public:
  static constexpr std::size_t depth_max = 512;  // browsers stop nesting there too

  // Opens an element; closes first what it can't stand in (<p> in <p>, <td> in <td>, ...).
  void open(Name tag, const StyleEffect& effect);
  // Closes the nearest open element of that name that the end tag can reach; otherwise nothing.
  void close(Name tag);

  bool hidden() const { return !open_.empty() && open_.back().shown.hidden(); }
  // Hash of the names of the open block elements, outermost first; path_root when none is open.
  static constexpr std::uint64_t path_root = 1;
  std::uint64_t path() const { return open_.empty() ? path_root : open_.back().path; }
  bool is_open(Name tag) const;

 private:
  struct Shown {
    bool removed = false, invisible = false, tiny = false;
    bool hidden() const { return removed || invisible || tiny; }
  };
  struct Element {
    Name tag = 0;
    StyleEffect effect;
    Shown shown;  // with all that is around it
    std::uint64_t path = 0;
    bool paragraph_open = false;  // an open <p> within reach
  };

  void close_implied(Name tag);
  void close_back_to(const std::initializer_list<Name>& closed,
                     const std::initializer_list<Name>& borders);
  void remove(std::size_t index);
  void settle(std::size_t from);

  std::vector<Element> open_;
  std::size_t beyond_ = 0;  // elements opened past depth_max
};

// What a tag is, by name.
bool is_void(Name tag);        // has no inside: <br>, <img>, ...
bool is_block(Name tag);       // ends the line before and after it
bool is_formatting(Name tag);  // <b>, <font>, ...: stays in force when a block around it is closed

}  // namespace backstamp::message
