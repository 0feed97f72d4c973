// JPEG by libjpeg-turbo's own interface: its longjmp stays inside it.
#include <turbojpeg.h>

#include <memory>

#include "message/files/picture.h"

namespace backstamp::message {
namespace {

// Each scan goes over the whole picture. The marker can't stand in packed bytes; in a thumbnail it
// can, and is counted too.
std::size_t scans(std::string_view bytes) {
  std::size_t count = 0;
  for (auto at = bytes.find("\xff\xda"); at != bytes.npos; at = bytes.find("\xff\xda", at + 2)) {
    ++count;
  }
  return count;
}

// To the size the picture is wanted in: the library leaves out what a picture of an eighth, quarter
// or half its sides does not need.
void make_smaller(int& width, int& height) {
  for (const int denominator : {1, 2, 4, 8}) {
    const tjscalingfactor scale{1, denominator};
    const int small_width = TJSCALED(width, scale);
    const int small_height = TJSCALED(height, scale);
    const auto pixels =
        static_cast<std::uint64_t>(small_width) * static_cast<unsigned>(small_height);
    if (pixels > picture_pixels_max && denominator < 8) continue;
    width = small_width;
    height = small_height;
    return;
  }
}

}  // namespace

void decode_jpeg(std::string_view bytes, const SizeCheck& may_read, const PictureSink& sink) {
  struct Closer {
    void operator()(void* reader) const { tjDestroy(reader); }
  };
  const std::unique_ptr<void, Closer> reader(tjInitDecompress());
  if (!reader) return;
  const auto* const data = reinterpret_cast<const unsigned char*>(bytes.data());
  int width = 0;
  int height = 0;
  int subsampling = 0;
  int colours = 0;
  if (tjDecompressHeader3(reader.get(), data, bytes.size(), &width, &height, &subsampling,
                          &colours) != 0) {
    return;
  }
  if (width <= 0 || height <= 0) return;
  if (!may_read(static_cast<std::size_t>(width), static_cast<std::size_t>(height), scans(bytes))) {
    return;
  }
  make_smaller(width, height);
  Picture picture{.width = static_cast<std::size_t>(width),
                  .height = static_cast<std::size_t>(height),
                  .grey = {}};
  picture.grey.assign(picture.width * picture.height, '\xff');
  // The library has no grey for CMYK and fails; a picture cut off comes as far as it goes.
  tjDecompress2(reader.get(), data, bytes.size(),
                reinterpret_cast<unsigned char*>(picture.grey.data()), width, 0, height, TJPF_GRAY,
                TJFLAG_FASTDCT);
  sink(std::move(picture));
}

}  // namespace backstamp::message
