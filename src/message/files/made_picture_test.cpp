#include <ZXing/BitMatrix.h>
#include <ZXing/MultiFormatWriter.h>
#include <gif_lib.h>
#include <png.h>
#include <turbojpeg.h>
#include <webp/encode.h>

#include <algorithm>

#include "base/check.h"
#include "message/files/made_picture.h"

namespace backstamp::message {

Picture made_qr_code(std::string_view text, int side) {
  const ZXing::BitMatrix code = ZXing::MultiFormatWriter(ZXing::BarcodeFormat::QRCode)
                                    .setMargin(4)
                                    .encode(std::string(text), side, side);
  Picture picture{.width = static_cast<std::size_t>(code.width()),
                  .height = static_cast<std::size_t>(code.height()),
                  .grey = {}};
  for (int y = 0; y < code.height(); ++y) {
    for (int x = 0; x < code.width(); ++x) picture.grey += code.get(x, y) ? '\0' : '\xff';
  }
  return picture;
}

Picture inverted(Picture picture) {
  for (char& pixel : picture.grey) pixel = static_cast<char>(~pixel);
  return picture;
}

Picture on_sheet(const Picture& picture, std::size_t width, std::size_t height) {
  Picture sheet{.width = width, .height = height, .grey = std::string(width * height, '\xff')};
  const std::size_t left = (width - picture.width) / 2;
  const std::size_t top = (height - picture.height) / 2;
  for (std::size_t y = 0; y < picture.height; ++y) {
    sheet.grey.replace(((top + y) * width) + left, picture.width, picture.grey, y * picture.width,
                       picture.width);
  }
  return sheet;
}

std::string as_png(const Picture& picture) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(picture.width);
  image.height = static_cast<png_uint_32>(picture.height);
  image.format = PNG_FORMAT_GRAY;
  std::string file(picture.grey.size() + 4096, '\0');
  png_alloc_size_t size = file.size();
  CHECK(png_image_write_to_memory(&image, file.data(), &size, 0, picture.grey.data(), 0, nullptr) !=
        0);
  file.resize(size);
  return file;
}

std::string as_jpeg(const Picture& picture, int quality) {
  void* const writer = tjInitCompress();
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  CHECK(tjCompress2(writer, reinterpret_cast<const unsigned char*>(picture.grey.data()),
                    static_cast<int>(picture.width), 0, static_cast<int>(picture.height), TJPF_GRAY,
                    &bytes, &size, TJSAMP_GRAY, quality, 0) == 0);
  std::string file(reinterpret_cast<const char*>(bytes), size);
  tjFree(bytes);
  tjDestroy(writer);
  return file;
}

std::string as_webp(const Picture& picture) {
  std::string rgb;
  for (const char grey : picture.grey) rgb.append(3, grey);
  std::uint8_t* bytes = nullptr;
  const int width = static_cast<int>(picture.width);
  const std::size_t size =
      WebPEncodeLosslessRGB(reinterpret_cast<const std::uint8_t*>(rgb.data()), width,
                            static_cast<int>(picture.height), 3 * width, &bytes);
  CHECK(size > 0);
  std::string file(reinterpret_cast<const char*>(bytes), size);
  WebPFree(bytes);
  return file;
}

std::string as_gif(const std::vector<Picture>& frames) {
  std::string file;
  const auto append = [](GifFileType* gif, const GifByteType* bytes, int count) {
    static_cast<std::string*>(gif->UserData)
        ->append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(count));
    return count;
  };
  GifFileType* const gif = EGifOpen(&file, append, nullptr);
  const GifColorType colours[2] = {{0, 0, 0}, {255, 255, 255}};
  ColorMapObject* const map = GifMakeMapObject(2, colours);
  const auto width = static_cast<int>(frames[0].width);
  const auto height = static_cast<int>(frames[0].height);
  CHECK(EGifPutScreenDesc(gif, width, height, 1, 0, map) == GIF_OK);
  for (const Picture& frame : frames) {
    CHECK(EGifPutImageDesc(gif, 0, 0, width, height, false, nullptr) == GIF_OK);
    for (const char pixel : frame.grey) {
      CHECK(EGifPutPixel(gif, pixel == '\0' ? 0 : 1) == GIF_OK);
    }
  }
  GifFreeMapObject(map);
  EGifCloseFile(gif, nullptr);
  return file;
}

}  // namespace backstamp::message
