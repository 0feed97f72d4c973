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
  Picture picture{.width = static_cast<std::size_t>(width),
                  .height = static_cast<std::size_t>(height),
                  .grey = {}};
  if (!may_read(picture.width, picture.height, scans(bytes))) return;
  picture.grey.assign(picture.width * picture.height, '\xff');
  // The library has no grey for CMYK and fails; a picture cut off comes as far as it goes.
  tjDecompress2(reader.get(), data, bytes.size(),
                reinterpret_cast<unsigned char*>(picture.grey.data()), width, 0, height, TJPF_GRAY,
                TJFLAG_FASTDCT);
  sink(std::move(picture));
}

}  // namespace backstamp::message
