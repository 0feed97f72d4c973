// WebP by libwebp; of an animation nothing, since its frames need another library.
#include <webp/decode.h>

#include "message/files/picture.h"

namespace backstamp::message {
namespace {

// Over white, as a reader sees what is transparent.
char grey_of(const std::uint8_t* rgba) {
  const unsigned light = ((299U * rgba[0]) + (587U * rgba[1]) + (114U * rgba[2])) / 1000U;
  return static_cast<char>(((light * rgba[3]) + (255U * (255U - rgba[3]))) / 255U);
}

}  // namespace

void decode_webp(std::string_view bytes, const SizeCheck& may_read, const PictureSink& sink) {
  const auto* const data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  WebPDecoderConfig config;
  if (WebPInitDecoderConfig(&config) == 0) return;
  if (WebPGetFeatures(data, bytes.size(), &config.input) != VP8_STATUS_OK) return;
  const int width = config.input.width;
  const int height = config.input.height;
  if (config.input.has_animation != 0 || width <= 0 || height <= 0) return;
  Picture picture{.width = static_cast<std::size_t>(width),
                  .height = static_cast<std::size_t>(height),
                  .grey = {}};
  constexpr std::size_t passes = 4;  // it is slower than JPEG
  if (!may_read(picture.width, picture.height, passes)) return;
  const std::size_t pixels = picture.width * picture.height;
  // What a broken file does not fill is transparent.
  std::vector<std::uint8_t> rgba(4 * pixels);
  config.output.colorspace = MODE_RGBA;
  config.output.is_external_memory = 1;
  config.output.u.RGBA = {.rgba = rgba.data(), .stride = 4 * width, .size = rgba.size()};
  WebPDecode(data, bytes.size(), &config);
  WebPFreeDecBuffer(&config.output);
  picture.grey.resize(pixels);
  for (std::size_t i = 0; i < pixels; ++i) picture.grey[i] = grey_of(rgba.data() + (4 * i));
  sink(std::move(picture));
}

}  // namespace backstamp::message
