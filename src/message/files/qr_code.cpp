#include "message/files/qr_code.h"

#define ZX_USE_UTF8  // text() as UTF-8
#include <ZXing/ReadBarcode.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "message/files/finder_marks.h"
#include "message/url_reader.h"

namespace backstamp::message {
namespace {

constexpr std::size_t smallest_side = 21;  // modules of the smallest code
constexpr std::uint64_t work_per_pixel = 60;

// `picture` is black and white.
std::vector<std::string> read_dark_on_light(const Picture& picture) {
  constexpr std::uint8_t codes_max = 8;
  const ZXing::ImageView view(reinterpret_cast<const std::uint8_t*>(picture.grey.data()),
                              static_cast<int>(picture.width), static_cast<int>(picture.height),
                              ZXing::ImageFormat::Lum);
  const ZXing::DecodeHints hints = ZXing::DecodeHints()
                                       .setFormats(ZXing::BarcodeFormat::QRCode)
                                       .setBinarizer(ZXing::Binarizer::BoolCast)
                                       .setTryRotate(false)
                                       .setTryDownscale(false)
                                       .setMaxNumberOfSymbols(codes_max);
  std::vector<std::string> texts;
  try {
    for (const ZXing::Result& code : ZXing::ReadBarcodes(view, hints)) {
      if (code.isValid() && texts.size() < codes_max) texts.push_back(code.text());
    }
  } catch (const std::exception&) {
    return texts;  // what looked like a code is none
  }
  return texts;
}

// The reader sees the very pixels in which the marks were counted.
void search_drawing(const Picture& drawing, QrReading& reading) {
  constexpr std::size_t marks_of_a_code = 3;
  constexpr std::size_t marks_max = 64;
  const std::size_t marks = count_finder_marks(drawing, marks_max + 1);
  if (marks > marks_max) {
    reading.too_many_marks = true;
  } else if (marks >= marks_of_a_code) {
    reading.texts = read_dark_on_light(drawing);
  }
}

// Dark on light; where there is nothing, light on dark.
void search_once(const Picture& picture, QrReading& reading) {
  const BlackAndWhite drawings = black_and_white(picture);
  search_drawing(drawings.dark, reading);
  if (reading.texts.empty()) search_drawing(drawings.light, reading);
}

// Smaller and smaller: noise goes, and with it its false marks.
void search(Picture picture, QrReading& reading) {
  constexpr std::size_t side_enough = 160;
  search_once(picture, reading);
  while (reading.texts.empty() && std::min(picture.width, picture.height) > side_enough) {
    picture = shrunk(picture, 2);
    search_once(picture, reading);
  }
  if (!reading.texts.empty()) reading.too_many_marks = false;
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// "evil.example/x", as cameras take it: letters, a dot, no blank.
bool looks_like_host(std::string_view text) {
  const std::string_view host = text.substr(0, text.find_first_of("/?#"));
  const auto dot = host.rfind('.');
  if (dot == host.npos || dot == 0 || host.size() - dot < 3) return false;
  if (!std::ranges::all_of(host.substr(dot + 1), is_letter)) return false;
  return host.find_first_of(" \t\r\n@:;,\\") == host.npos;
}

std::optional<Url> url_of(std::string_view payload) {
  const std::string_view text = trim(payload);
  // "URLTO:" and "MEBKM:...URL:" are older forms that readers still follow.
  if (ascii_lower(text.substr(0, 6)) == "urlto:") return read_url(text.substr(6));
  if (auto url = read_url(text)) return url;
  if (looks_like_host(text)) return read_url("http://" + std::string(text));
  return std::nullopt;
}

}  // namespace

QrReading read_qr_codes(const Picture& picture) {
  QrReading reading;
  search(picture, reading);
  return reading;
}

void search_picture(const Picture& picture, const OpeningTools& tools, FileContents& contents) {
  if (std::min(picture.width, picture.height) < smallest_side) return;
  if (!tools.budget.work(picture.grey.size() * work_per_pixel)) return;
  const QrReading reading = read_qr_codes(picture);
  if (reading.too_many_marks && contents.defects.empty()) {
    contents.defects.emplace_back("too many marks of QR codes in a picture; not read");
  }
  for (const std::string& text : reading.texts) {
    if (contents.qr_urls.size() >= tools.urls_max) return;
    if (auto url = url_of(text)) contents.qr_urls.push_back(std::move(*url));
  }
}

FileContents read_picture_file(const FileView& file, const OpeningTools& tools) {
  FileContents contents;
  read_pictures(file, tools.budget,
                [&](Picture&& picture) { search_picture(picture, tools, contents); });
  return contents;
}

}  // namespace backstamp::message
