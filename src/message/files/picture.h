// Pictures as those who look for marks in them need them: grey, small, within bounds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "message/files/file_contents.h"

namespace backstamp::message {

// Rows from the top without gaps, one byte a pixel, 0 black; width * height bytes.
struct Picture {
  std::size_t width = 0, height = 0;
  std::string grey;
};

// Asked with the size that the header tells, before anything is unpacked. `passes` is how often the
// pixels are gone over.
using SizeCheck = std::function<bool(std::size_t width, std::size_t height, std::size_t passes)>;
// Gets what was decoded.
using PictureSink = std::function<void(Picture&&)>;

// One file each for the formats. What is cut off or broken within is handed on as far as it was
// read, on white; transparent is white. Never throws but std::bad_alloc.
void decode_png(std::string_view bytes, const SizeCheck& may_read, const PictureSink& sink);
void decode_jpeg(std::string_view bytes, const SizeCheck& may_read, const PictureSink& sink);
void decode_webp(std::string_view bytes, const SizeCheck& may_read, const PictureSink& sink);
// The first frames of an animation, each as it is seen.
void decode_gif(std::string_view bytes, const SizeCheck& may_read, const PictureSink& sink);

// Takes a picture of that size, gone over so often, from the budget; false where there is too
// little left, or where the picture is too large for any.
bool take_picture(WorkBudget& budget, std::size_t width, std::size_t height, std::size_t passes);

// Made smaller by a whole factor to at most `picture_pixels_max` pixels; empty where a side is too
// short for that.
Picture fitted(Picture&& picture);

// Each pixel the mean of a square of factor x factor.
Picture shrunk(const Picture& picture, std::size_t factor);

bool is_picture(std::string_view media_type);

// The pictures of one file, made smaller by whole factors to at most `picture_pixels_max` pixels;
// nothing where the file is too large, where its picture is, or where the budget is spent.
constexpr std::size_t picture_pixels_max = 1'500'000;
void read_pictures(const FileView& file, WorkBudget& budget, const PictureSink& sink);

}  // namespace backstamp::message
