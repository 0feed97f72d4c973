#include "message/files/picture.h"

#include <algorithm>

namespace backstamp::message {
namespace {

constexpr std::uint64_t file_bytes_max = 16 * 1024 * 1024;
constexpr std::size_t side_max = 16 * 1024;
constexpr std::uint64_t decoded_pixels_max = 16'000'000;

struct Format {
  std::string_view type;
  void (*decode)(std::string_view bytes, const SizeCheck& may_read, const PictureSink& sink);
};

constexpr Format formats[] = {{"image/png", decode_png},
                              {"image/jpeg", decode_jpeg},
                              {"image/gif", decode_gif},
                              {"image/webp", decode_webp}};

const Format* format_of(std::string_view type) {
  const auto* const found = std::ranges::find(formats, type, &Format::type);
  return found == std::end(formats) ? nullptr : found;
}

inline void add_row(std::string_view row, std::size_t factor, std::vector<std::uint32_t>& sums) {
  const char* pixel = row.data();
  for (std::uint32_t& sum : sums) {
    for (std::size_t i = 0; i < factor; ++i) sum += static_cast<unsigned char>(*pixel++);
  }
}

}  // namespace

bool take_picture(WorkBudget& budget, std::size_t width, std::size_t height, std::size_t passes) {
  constexpr std::uint64_t work_per_decoded_pixel = 15;
  constexpr std::size_t passes_max = 64;
  if (width == 0 || height == 0 || width > side_max || height > side_max) return false;
  const std::uint64_t pixels = std::uint64_t{width} * height;
  if (pixels > decoded_pixels_max || passes > passes_max) return false;
  if (budget.pictures_left == 0 || pixels > budget.pixels_left) return false;
  --budget.pictures_left;
  budget.pixels_left -= pixels;
  return budget.work(pixels * passes * work_per_decoded_pixel);
}

Picture fitted(Picture&& picture) {
  std::size_t factor = 1;
  while (picture.width * picture.height / (factor * factor) > picture_pixels_max) ++factor;
  // A strip as narrow as the factor holds no mark.
  if (factor > std::min(picture.width, picture.height)) return {};
  return factor == 1 ? std::move(picture) : shrunk(picture, factor);
}

bool is_picture(std::string_view media_type) { return format_of(media_type) != nullptr; }

void read_pictures(const FileView& file, WorkBudget& budget, const PictureSink& sink) {
  const Format* const format = format_of(file.type);
  if (format == nullptr || file.bytes.size() > file_bytes_max) return;
  const auto may_read = [&](std::size_t width, std::size_t height, std::size_t passes) {
    return take_picture(budget, width, height, passes);
  };
  format->decode(file.bytes, may_read,
                 [&](Picture&& picture) { sink(fitted(std::move(picture))); });
}

Picture shrunk(const Picture& picture, std::size_t factor) {
  Picture small{.width = picture.width / factor, .height = picture.height / factor, .grey = {}};
  small.grey.resize(small.width * small.height);
  std::vector<std::uint32_t> sums(small.width);
  const auto area = static_cast<std::uint32_t>(factor * factor);
  for (std::size_t y = 0; y < small.height; ++y) {
    std::ranges::fill(sums, 0);
    for (std::size_t line = y * factor; line < (y + 1) * factor; ++line) {
      const std::string_view row =
          std::string_view(picture.grey).substr(line * picture.width, small.width * factor);
      // Halves are by far the most wanted; the compiler knows their factor.
      factor == 2 ? add_row(row, 2, sums) : add_row(row, factor, sums);
    }
    char* const out = small.grey.data() + (y * small.width);
    for (std::size_t x = 0; x < small.width; ++x) {
      out[x] = static_cast<char>(area == 4 ? sums[x] / 4 : sums[x] / area);
    }
  }
  return small;
}

}  // namespace backstamp::message
