// Any bytes as a picture of each format, and as what it shows.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "message/file_type.h"
#include "message/files/picture.h"
#include "message/files/qr_code.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace backstamp::message;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::vector<std::string> passwords;
  Limits limits;
  limits.pixels_max = 300'000;
  limits.urls_max = 4;
  WorkBudget budget(limits);
  const OpeningTools tools{.budget = budget,
                           .passwords = passwords,
                           .urls_max = limits.urls_max,
                           .ratio_max = limits.nested_ratio_max};
  const FileView file{.name = "a", .type = file_type(bytes, bytes), .bytes = bytes};
  CHECK(read_picture_file(file, tools).qr_urls.size() <= limits.urls_max);
  // The bytes as pixels: what is handed to the reader of codes whatever the format.
  constexpr std::size_t width = 64;
  if (size >= width * width) {
    read_qr_codes({.width = width,
                   .height = size / width,
                   .grey = std::string(bytes.substr(0, size / width * width))});
  }
  return 0;
}
