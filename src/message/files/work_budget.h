// What may still be spent on looking inside the attachments of one message. Counted, not timed:
// equal bytes give equal facts on a slow machine and on a fast one.
#pragma once

#include <cstddef>
#include <cstdint>

#include "message/parse.h"

namespace backstamp::message {

struct WorkBudget {
  explicit WorkBudget(const Limits& limits)
      : files_left(limits.nested_files_max),
        bytes_left(limits.nested_bytes_max),
        work_left(limits.nested_work_max),
        pictures_left(limits.pictures_max),
        pixels_left(limits.pixels_max) {}

  std::size_t files_left;    // nested files that may still be listed
  std::uint64_t bytes_left;  // decoded bytes that may still come out of attachments
  std::uint64_t work_left;   // about nanoseconds of one core of 2020
  // Pictures and their pixels that may still be decoded. Running out of them is no defect: today's
  // mail is full of pictures.
  std::size_t pictures_left;
  std::uint64_t pixels_left;

  // Takes that much work; false, and nothing is left, when there is less.
  bool work(std::uint64_t amount) {
    const bool enough = amount <= work_left;
    work_left -= enough ? amount : work_left;
    return enough;
  }
  bool spent() const { return files_left == 0 || bytes_left == 0 || work_left == 0; }
};

}  // namespace backstamp::message
