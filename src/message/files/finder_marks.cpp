#include "message/files/finder_marks.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <vector>

namespace backstamp::message {
namespace {

constexpr std::uint32_t contrast = 8;

using Runs = std::array<std::size_t, 5>;  // dark, light, dark, light, dark

// 1:1:3:1:1, with room for blur and slant.
bool is_mark(const Runs& runs) {
  if (runs[2] < 2 * std::max(runs[0], runs[4]) || runs[2] < std::max(runs[1], runs[3])) {
    return false;
  }
  std::size_t all = 0;
  for (const std::size_t run : runs) all += run;
  return all >= 7 && runs[2] * 7 <= all * 5;
}

// The end of the run that begins at `start`, of pixels `step` apart, black or white.
std::size_t run_end(const char* pixels, std::size_t start, std::size_t count, std::size_t step) {
  const char colour = pixels[start * step];
  if (step == 1) {  // long runs are many: what is all of one grey is white
    const void* const other = std::memchr(pixels + start, colour ^ 0xff, count - start);
    if (other == nullptr) return count;
    return static_cast<std::size_t>(static_cast<const char*>(other) - pixels);
  }
  std::size_t at = start + 1;
  while (at < count && pixels[at * step] == colour) ++at;
  return at;
}

// The marks of a line of pixels `step` apart.
template <class Use>
void each_mark(const char* pixels, std::size_t count, std::size_t step, Use use) {
  Runs runs{};
  std::size_t seen = 0;  // runs since the line began
  for (std::size_t start = 0; start < count; ++seen) {
    const std::size_t end = run_end(pixels, start, count, step);
    std::copy(runs.begin() + 1, runs.end(), runs.begin());
    runs.back() = end - start;
    const bool dark = pixels[start * step] == '\0';
    if (dark && seen + 1 >= runs.size() && is_mark(runs)) use(end, runs);
    start = end;
  }
}

struct Mark {
  std::size_t x = 0, y = 0, size = 0;
};

bool is_inside(const Mark& mark, std::size_t x, std::size_t y) {
  const auto far = [](std::size_t a, std::size_t b) { return a < b ? b - a : a - b; };
  return 3 * std::max(far(mark.x, x), far(mark.y, y)) < mark.size;
}

// Whether a mark of about that size stands upright around a point too.
bool stands(const Picture& picture, const Mark& mark) {
  const std::size_t reach = 2 * mark.size;
  const std::size_t top = mark.y < reach ? 0 : mark.y - reach;
  const std::size_t bottom = std::min(picture.height, mark.y + reach + 1);
  bool found = false;
  each_mark(picture.grey.data() + (top * picture.width) + mark.x, bottom - top, picture.width,
            [&](std::size_t end, const Runs& runs) {
              const std::size_t centre_end = top + end - runs[4] - runs[3];
              found = found || (mark.y < centre_end && mark.y + runs[2] >= centre_end);
            });
  return found;
}

// The sum of all pixels above and left of each.
std::vector<std::uint32_t> sums_of(const Picture& picture) {
  const std::size_t width = picture.width + 1;
  std::vector<std::uint32_t> sums(width * (picture.height + 1));
  for (std::size_t y = 0; y < picture.height; ++y) {
    std::uint32_t row = 0;
    for (std::size_t x = 0; x < picture.width; ++x) {
      row += static_cast<unsigned char>(picture.grey[(y * picture.width) + x]);
      sums[((y + 1) * width) + x + 1] = sums[(y * width) + x + 1] + row;
    }
  }
  return sums;
}

struct Row {
  const char* grey = nullptr;
  const std::vector<std::uint32_t>& columns;
  std::size_t height = 0;  // of what is around it
};

struct Drawn {
  char* dark = nullptr;
  char* light = nullptr;
};

void draw_pixel(const Row& row, std::size_t x, std::size_t left, std::size_t right,
                const Drawn& drawn) {
  const std::uint32_t sum = row.columns[right] - row.columns[left];
  const auto area = static_cast<std::uint32_t>(row.height * (right - left));
  const std::uint32_t pixel = static_cast<unsigned char>(row.grey[x]);
  drawn.dark[x] = (pixel + contrast) * area < sum ? '\0' : '\xff';
  drawn.light[x] = pixel * area > sum + (contrast * area) ? '\0' : '\xff';
}

// Near the ends of a row there is less around a pixel; between them as much for each.
void draw_row(const Row& row, std::size_t reach, const Drawn& drawn) {
  const std::size_t width = row.columns.size() - 1;
  const std::size_t first = std::min(reach, width);
  const std::size_t last = std::max(first, width - first);
  for (std::size_t x = 0; x < first; ++x) {
    draw_pixel(row, x, 0, std::min(width, x + reach + 1), drawn);
  }
  for (std::size_t x = first; x < last; ++x) {
    draw_pixel(row, x, x - reach, std::min(width, x + reach + 1), drawn);
  }
  for (std::size_t x = last; x < width; ++x) draw_pixel(row, x, x - reach, width, drawn);
}

}  // namespace

BlackAndWhite black_and_white(const Picture& picture) {
  static_assert(picture_pixels_max * (255 + contrast) <= UINT32_MAX);
  const std::vector<std::uint32_t> sums = sums_of(picture);
  const std::size_t stride = picture.width + 1;
  // Wide enough to hold a whole mark of a code that fills the picture.
  const std::size_t reach = (std::min(picture.width, picture.height) / 8) + 4;
  const std::string white(picture.grey.size(), '\xff');
  BlackAndWhite out{.dark = {picture.width, picture.height, white},
                    .light = {picture.width, picture.height, white}};
  std::vector<std::uint32_t> columns(stride);  // sums of what is around a row, left of each pixel
  for (std::size_t y = 0; y < picture.height; ++y) {
    const std::size_t top = y < reach ? 0 : y - reach;
    const std::size_t bottom = std::min(picture.height, y + reach + 1);
    const auto at = [&](std::size_t row) { return sums.data() + (row * stride); };
    std::transform(at(bottom), at(bottom) + stride, at(top), columns.begin(), std::minus<>());
    const std::size_t row = y * picture.width;
    draw_row({.grey = picture.grey.data() + row, .columns = columns, .height = bottom - top}, reach,
             {.dark = out.dark.grey.data() + row, .light = out.light.grey.data() + row});
  }
  return out;
}

std::size_t count_finder_marks(const Picture& picture, std::size_t marks_max) {
  std::vector<Mark> marks;
  for (std::size_t y = 0; y < picture.height && marks.size() < marks_max; ++y) {
    const char* const row = picture.grey.data() + (y * picture.width);
    each_mark(row, picture.width, 1, [&](std::size_t end, const Runs& runs) {
      if (marks.size() >= marks_max) return;
      const std::size_t right = end - runs[4] - runs[3];
      const Mark mark{.x = right - ((runs[2] + 1) / 2),
                      .y = y,
                      .size = runs[0] + runs[1] + runs[2] + runs[3] + runs[4]};
      const auto known = [&](const Mark& old) { return is_inside(old, mark.x, mark.y); };
      if (std::ranges::none_of(marks, known) && stands(picture, mark)) marks.push_back(mark);
    });
  }
  return marks.size();
}

}  // namespace backstamp::message
