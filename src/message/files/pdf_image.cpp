#include "message/files/pdf_image.h"

#include <algorithm>
#include <cstdlib>
#include <string>

namespace backstamp::message {
namespace {

constexpr std::uint64_t side_max = 16 * 1024;
constexpr std::uint64_t components_max = 4;

std::size_t row_bytes(const PdfImage& image, std::uint64_t components) {
  return static_cast<std::size_t>(((image.width * components * image.bits) + 7) / 8);
}

bool is_read(const PdfImage& image) {
  const bool bits = image.bits == 1 || image.bits == 2 || image.bits == 4 || image.bits == 8;
  const bool sides =
      image.width > 0 && image.height > 0 && image.width <= side_max && image.height <= side_max;
  return bits && sides && image.colours >= 1 && image.colours <= components_max;
}

int nearest(int left, int up, int corner) {  // PNG's Paeth predictor
  const int guess = left + up - corner;
  const int far_left = std::abs(guess - left), far_up = std::abs(guess - up),
            far_corner = std::abs(guess - corner);
  if (far_left <= far_up && far_left <= far_corner) return left;
  return far_up <= far_corner ? up : corner;
}

// The rows of PNG's filters (RFC 2083 section 6), undone.
std::string unfiltered(std::string_view filtered, std::size_t row, std::size_t step) {
  std::string out;
  std::string above(row, '\0');
  while (filtered.size() > row) {
    const char kind = filtered.front();
    std::string line(filtered.substr(1, row));
    for (std::size_t i = 0; i < row; ++i) {
      const int left = i < step ? 0 : static_cast<unsigned char>(line[i - step]);
      const int corner = i < step ? 0 : static_cast<unsigned char>(above[i - step]);
      const int up = static_cast<unsigned char>(above[i]);
      const int add = kind == 1   ? left
                      : kind == 2 ? up
                      : kind == 3 ? (left + up) / 2
                      : kind == 4 ? nearest(left, up, corner)
                                  : 0;
      line[i] = static_cast<char>(line[i] + add);
    }
    out += line;
    above = std::move(line);
    filtered.remove_prefix(row + 1);
  }
  return out;
}

unsigned component(const PdfImage& image, std::string_view row, std::size_t index) {
  if (image.bits == 8) return static_cast<unsigned char>(row[index]);
  const auto bits = static_cast<unsigned>(image.bits);
  const std::size_t first = index * bits;
  const auto byte = static_cast<unsigned char>(row[first / 8]);
  const unsigned mask = (1U << bits) - 1U;
  return (byte >> (8U - bits - static_cast<unsigned>(first % 8)) & mask) * 255U / mask;
}

unsigned grey_at(const PdfImage& image, std::string_view row, std::size_t x, std::size_t count) {
  const auto at = [&](std::size_t i) { return component(image, row, (x * count) + i); };
  if (count == 1) return at(0);
  if (count == 3) return ((299 * at(0)) + (587 * at(1)) + (114 * at(2))) / 1000;
  return 255 - std::min(255U, std::max({at(0), at(1), at(2)}) + at(3));  // ink: cyan to black
}

// As many components as all rows have bytes for; 0 for too few.
std::size_t components_of(const PdfImage& image, std::size_t bytes) {
  for (const std::size_t count : {4U, 3U, 1U}) {
    if (row_bytes(image, count) * image.height <= bytes) return count;
  }
  return 0;
}

}  // namespace

std::uint64_t pdf_sample_bytes_max(const PdfImage& image) {
  return is_read(image) ? (row_bytes(image, components_max) + 1) * image.height : 0;
}

std::optional<Picture> pdf_picture(const PdfImage& image, std::string_view samples) {
  if (!is_read(image)) return std::nullopt;
  std::string rows;
  if (image.predictor >= 10) {
    const std::uint64_t step = std::max<std::uint64_t>(1, image.colours * image.bits / 8);
    rows = unfiltered(samples, row_bytes(image, image.colours), static_cast<std::size_t>(step));
    samples = rows;
  }
  const std::size_t count = components_of(image, samples.size());
  if (count == 0) return std::nullopt;
  const std::size_t row = row_bytes(image, count);
  Picture picture{.width = static_cast<std::size_t>(image.width),
                  .height = static_cast<std::size_t>(image.height),
                  .grey = {}};
  picture.grey.reserve(picture.width * picture.height);
  for (std::size_t y = 0; y < picture.height; ++y) {
    const std::string_view line = samples.substr(y * row, row);
    for (std::size_t x = 0; x < picture.width; ++x) {
      picture.grey += static_cast<char>(grey_at(image, line, x, count));
    }
  }
  return picture;
}

}  // namespace backstamp::message
