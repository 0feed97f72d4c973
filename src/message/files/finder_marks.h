// The square marks in the corners of QR codes, before a reader of codes is let near a picture: it
// tries all triples of marks, and a small picture may hold a thousand of them.
#pragma once

#include <cstddef>

#include "message/files/picture.h"

namespace backstamp::message {

// Two drawings of only 0 and 255: what is darker than its surroundings as 0, and what is lighter.
struct BlackAndWhite {
  Picture dark, light;
};
BlackAndWhite black_and_white(const Picture& picture);

// Marks in a picture of only 0 and 255, black on white, at most `marks_max`: all that a reader
// might take for one, and some that it will not.
std::size_t count_finder_marks(const Picture& picture, std::size_t marks_max);

}  // namespace backstamp::message
