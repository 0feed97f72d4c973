// GIF by giflib, frame by frame and row by row, so that a small file can't ask for much memory.
#include <gif_lib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <optional>

#include "message/files/picture.h"

namespace backstamp::message {
namespace {

constexpr int frames_max = 6;

int give_bytes(GifFileType* gif, GifByteType* into, int wanted) {
  auto& rest = *static_cast<std::string_view*>(gif->UserData);
  const std::size_t count = std::min(rest.size(), static_cast<std::size_t>(std::max(0, wanted)));
  if (count > 0) std::memcpy(into, rest.data(), count);
  rest.remove_prefix(count);
  return static_cast<int>(count);
}

struct Frame {
  std::size_t left = 0, top = 0, width = 0, height = 0;
  bool interlaced = false;
};

// The rows of a frame in the order in which they come.
std::vector<std::size_t> row_order(const Frame& frame) {
  struct Pass {
    std::size_t first, step;
  };
  static constexpr Pass whole[] = {{.first = 0, .step = 1}};
  static constexpr Pass interlaced[] = {{.first = 0, .step = 8},
                                        {.first = 4, .step = 8},
                                        {.first = 2, .step = 4},
                                        {.first = 1, .step = 2}};
  std::vector<std::size_t> rows;
  const auto add = [&](const Pass& pass) {
    for (std::size_t row = pass.first; row < frame.height; row += pass.step) rows.push_back(row);
  };
  if (frame.interlaced) {
    std::ranges::for_each(interlaced, add);
  } else {
    std::ranges::for_each(whole, add);
  }
  return rows;
}

class GifReader {
 public:
  GifReader(GifFileType& gif, const SizeCheck& may_read, const PictureSink& sink)
      : gif_(gif), may_read_(may_read), sink_(sink) {}

  void read() {
    if (gif_.SWidth <= 0 || gif_.SHeight <= 0) return;
    screen_.width = static_cast<std::size_t>(gif_.SWidth);
    screen_.height = static_cast<std::size_t>(gif_.SHeight);
    GifRecordType record = UNDEFINED_RECORD_TYPE;
    for (int frames = 0; frames < frames_max;) {
      if (DGifGetRecordType(&gif_, &record) == GIF_ERROR) return;
      if (record == EXTENSION_RECORD_TYPE) {
        if (!skip_extension()) return;
      } else if (record == IMAGE_DESC_RECORD_TYPE) {
        if (!read_frame()) return;
        ++frames;
      } else {
        return;
      }
    }
  }

 private:
  bool skip_extension() {
    int code = 0;
    GifByteType* block = nullptr;
    if (DGifGetExtension(&gif_, &code, &block) == GIF_ERROR) return false;
    while (block != nullptr) {
      GraphicsControlBlock control{};
      if (code == GRAPHICS_EXT_FUNC_CODE &&
          DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK) {
        transparent_ = control.TransparentColor;
      }
      if (DGifGetExtensionNext(&gif_, &block) == GIF_ERROR) return false;
    }
    return true;
  }

  // False when nothing can follow.
  bool read_frame() {
    if (DGifGetImageDesc(&gif_) == GIF_ERROR) return false;
    const GifImageDesc& told = gif_.Image;
    if (told.Left < 0 || told.Top < 0 || told.Width <= 0 || told.Height <= 0) return false;
    const Frame frame{.left = static_cast<std::size_t>(told.Left),
                      .top = static_cast<std::size_t>(told.Top),
                      .width = static_cast<std::size_t>(told.Width),
                      .height = static_cast<std::size_t>(told.Height),
                      .interlaced = told.Interlace};
    if (!may_read_(std::max(screen_.width, frame.width), std::max(screen_.height, frame.height),
                   1)) {
      return false;
    }
    if (screen_.grey.empty()) screen_.grey.assign(screen_.width * screen_.height, '\xff');
    learn_colours(told.ColorMap != nullptr ? told.ColorMap : gif_.SColorMap);
    const bool complete = draw_rows(frame);
    transparent_ = NO_TRANSPARENT_COLOR;
    sink_(Picture(screen_));
    return complete;
  }

  void learn_colours(const ColorMapObject* map) {
    grey_.fill('\xff');
    if (map == nullptr) return;
    const int count = std::min<int>(map->ColorCount, static_cast<int>(grey_.size()));
    for (int i = 0; i < count; ++i) {
      const GifColorType& colour = map->Colors[i];
      const int sum = (299 * colour.Red) + (587 * colour.Green) + (114 * colour.Blue);
      grey_[static_cast<std::size_t>(i)] = static_cast<char>(sum / 1000);
    }
  }

  bool draw_rows(const Frame& frame) {
    std::vector<GifPixelType> line(frame.width);
    for (const std::size_t row : row_order(frame)) {
      if (DGifGetLine(&gif_, line.data(), static_cast<int>(frame.width)) == GIF_ERROR) return false;
      const std::size_t y = frame.top + row;
      if (y >= screen_.height || frame.left >= screen_.width) continue;
      char* const out = screen_.grey.data() + (y * screen_.width) + frame.left;
      const std::size_t seen = std::min(frame.width, screen_.width - frame.left);
      for (std::size_t x = 0; x < seen; ++x) {
        if (line[x] != transparent_) out[x] = grey_[line[x]];
      }
    }
    return true;
  }

  GifFileType& gif_;
  const SizeCheck& may_read_;
  const PictureSink& sink_;
  Picture screen_;
  std::array<char, 256> grey_{};
  int transparent_ = NO_TRANSPARENT_COLOR;
};

}  // namespace

void decode_gif(std::string_view bytes, const SizeCheck& may_read, const PictureSink& sink) {
  struct Closer {
    void operator()(GifFileType* gif) const { DGifCloseFile(gif, nullptr); }
  };
  std::string_view rest = bytes;
  const std::unique_ptr<GifFileType, Closer> gif(DGifOpen(&rest, give_bytes, nullptr));
  if (gif) GifReader(*gif, may_read, sink).read();
}

}  // namespace backstamp::message
