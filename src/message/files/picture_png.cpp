// PNG by libpng's simplified interface: its longjmp stays inside it.
#include <png.h>

#include "message/files/picture.h"

namespace backstamp::message {

void decode_png(std::string_view bytes, const SizeCheck& may_read, const PictureSink& sink) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()) == 0) return;
  struct Ender {
    png_image& image;
    ~Ender() { png_image_free(&image); }
  } const ender{image};
  if (!may_read(image.width, image.height, 1)) return;
  image.format = PNG_FORMAT_GRAY;
  Picture picture{.width = image.width, .height = image.height, .grey = {}};
  // What is transparent is laid over what is there; what is missing leaves it.
  picture.grey.assign(picture.width * picture.height, '\xff');
  png_image_finish_read(&image, nullptr, picture.grey.data(), static_cast<int>(image.width),
                        nullptr);
  sink(std::move(picture));
}

}  // namespace backstamp::message
