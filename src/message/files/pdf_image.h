// The samples of an image in a PDF file -> a picture (ISO 32000-1, 7.4.4.4 and 8.9.5).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "message/files/picture.h"

namespace backstamp::message {

// What the image's dictionary says.
struct PdfImage {
  std::uint64_t width = 0, height = 0;
  std::uint64_t bits = 1;       // of a component
  std::uint64_t predictor = 1;  // 10 and above: rows as PNG filters them
  std::uint64_t colours = 1;    // components that the predictor knows of
};

// At most so many bytes are its samples; 0 where it can be none that is read here.
std::uint64_t pdf_sample_bytes_max(const PdfImage& image);

// Grey from one component (indexes of a palette among them: two colours differ in them too), three
// or four, as many as `samples` are bytes for. Nothing where they are too few.
std::optional<Picture> pdf_picture(const PdfImage& image, std::string_view samples);

}  // namespace backstamp::message
