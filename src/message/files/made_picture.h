// Test support: QR codes drawn, and pictures written as files.
#pragma once

#include <string>
#include <string_view>

#include "message/files/picture.h"

namespace backstamp::message {

// About side x side pixels, dark on light, with its margin.
Picture made_qr_code(std::string_view text, int side);
Picture inverted(Picture picture);
// `picture` on a white sheet.
Picture on_sheet(const Picture& picture, std::size_t width, std::size_t height);

std::string as_png(const Picture& picture);
std::string as_jpeg(const Picture& picture, int quality);
std::string as_webp(const Picture& picture);
// One frame after the other, of one size.
std::string as_gif(const std::vector<Picture>& frames);

}  // namespace backstamp::message
