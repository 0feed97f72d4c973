#include "message/files/qr_code.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <random>

#include "message/files/made_archive.h"
#include "message/files/made_picture.h"
#include "message/parse.h"

namespace backstamp::message {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> qr_urls(const Facts& facts) {
  std::vector<std::string> urls;
  for (const Url& url : facts.urls) {
    if (url.location == UrlLocation::qr_code) urls.push_back(url.url.str());
  }
  return urls;
}

std::vector<std::string> urls_in(const std::string& file, std::string_view name = "a.png") {
  return qr_urls(parse(letter_with("hello", std::string(name), file), {}));
}

std::vector<std::string> urls_said(std::string_view payload) {
  return urls_in(as_png(made_qr_code(payload, 200)));
}

constexpr std::string_view url = "https://evil.example/login?id=12345";

TEST(QrCode, IsReadInEachFormat) {
  const Picture code = made_qr_code(url, 240);
  EXPECT_THAT(urls_in(as_png(code)), ElementsAre(url));
  EXPECT_THAT(urls_in(as_jpeg(code, 60), "a.jpg"), ElementsAre(url));
  EXPECT_THAT(urls_in(as_gif({code}), "a.gif"), ElementsAre(url));
  EXPECT_THAT(urls_in(as_webp(code), "a.webp"), ElementsAre(url));
}

TEST(QrCode, LightOnDarkIsRead) {
  EXPECT_THAT(urls_in(as_png(inverted(made_qr_code(url, 240)))), ElementsAre(url));
}

TEST(QrCode, OnAScannedSheetIsRead) {
  const Picture sheet = on_sheet(made_qr_code(url, 400), 2480, 3508);
  EXPECT_THAT(urls_in(as_jpeg(sheet, 70), "scan.jpg"), ElementsAre(url));
}

TEST(QrCode, GreyAndNoisyIsRead) {
  Picture code = made_qr_code(url, 500);
  std::mt19937 random(1);
  for (char& pixel : code.grey) {
    const unsigned grey = pixel == '\0' ? 60 : 150;
    pixel = static_cast<char>(grey + (random() % 80));
  }
  EXPECT_THAT(urls_in(as_jpeg(code, 30), "a.jpg"), ElementsAre(url));
}

TEST(QrCode, InALaterFrameIsRead) {
  const Picture code = made_qr_code(url, 120);
  const Picture blank{
      .width = code.width, .height = code.height, .grey = std::string(code.grey.size(), '\xff')};
  EXPECT_THAT(urls_in(as_gif({blank, code, blank}), "a.gif"), ElementsAre(url));
}

TEST(QrCode, InsideAnArchiveIsRead) {
  const std::string zip = make_archive({}, {{"code.png", as_png(made_qr_code(url, 200))}});
  EXPECT_THAT(urls_in(zip, "a.zip"), ElementsAre(url));
}

std::string base64(std::string_view bytes) {
  const std::string letter = letter_with("", "a", bytes);
  const std::size_t end = letter.rfind("\n--");
  const std::size_t begin = letter.rfind("base64\n\n") + 8;
  return letter.substr(begin, end - begin);
}

TEST(QrCode, InThePageItselfIsRead) {
  const std::string uri = "data:image/png;base64," + base64(as_png(made_qr_code(url, 200)));
  const auto page = [&](const std::string& html) {
    return qr_urls(parse("From: a@b.example\nContent-Type: text/html\n\n" + html, {}));
  };
  EXPECT_THAT(page("<img src=\"" + uri + "\">"), ElementsAre(url));
  EXPECT_THAT(page("<td style=\"background:url('" + uri + "')\">"), ElementsAre(url));
  EXPECT_THAT(page("<img src=\"data:image/png,no%20picture\"><img src=data:image/>"), IsEmpty());
  const std::string attached = "<html><img src=\"" + uri + "\"></html>";
  EXPECT_THAT(urls_in(attached, "a.html"), ElementsAre(url));
}

std::string pdf_with(const std::string& keys, const std::string& stream) {
  return "%PDF-1.4\n1 0 obj <</Type/XObject/Subtype/Image " + keys + "/Length " +
         std::to_string(stream.size()) + ">>\nstream\n" + stream + "\nendstream endobj\n";
}

std::string deflated(std::string_view bytes) {
  std::string out(compressBound(bytes.size()), '\0');
  uLongf size = out.size();
  compress(reinterpret_cast<Bytef*>(out.data()), &size,
           reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
  out.resize(size);
  return out;
}

TEST(QrCode, InAPdfIsRead) {
  const Picture code = made_qr_code(url, 240);
  const std::string sides =
      "/Width " + std::to_string(code.width) + "/Height " + std::to_string(code.height);
  const auto read = [](const std::string& pdf) { return urls_in(pdf, "a.pdf"); };
  EXPECT_THAT(read(pdf_with(sides + "/Filter/DCTDecode", as_jpeg(code, 60))), ElementsAre(url));
  EXPECT_THAT(
      read(pdf_with(sides + "/Filter[/FlateDecode/DCTDecode]", deflated(as_jpeg(code, 60)))),
      ElementsAre(url));
  EXPECT_THAT(read(pdf_with(sides + "/BitsPerComponent 8", code.grey)), ElementsAre(url));
  const std::string packed = sides + "/BitsPerComponent 8/Filter/FlateDecode";
  EXPECT_THAT(read(pdf_with(packed, deflated(code.grey))), ElementsAre(url));
  std::string rgb;
  for (const char grey : code.grey) rgb.append(3, grey);
  EXPECT_THAT(read(pdf_with(packed, deflated(rgb))), ElementsAre(url));
  std::string rows;  // each less the one above
  for (std::size_t i = 0; i < code.grey.size(); ++i) {
    if (i % code.width == 0) rows += '\2';
    rows += static_cast<char>(code.grey[i] - (i < code.width ? 0 : code.grey[i - code.width]));
  }
  EXPECT_THAT(read(pdf_with(packed + "/DecodeParms<</Predictor 15/Columns 9>>", deflated(rows))),
              ElementsAre(url));
  std::string bits;
  for (std::size_t y = 0; y < code.height; ++y) {
    std::string row((code.width + 7) / 8, '\0');
    for (std::size_t x = 0; x < code.width; ++x) {
      if (code.grey[(y * code.width) + x] != '\0') row[x / 8] |= static_cast<char>(0x80 >> (x % 8));
    }
    bits += row;
  }
  EXPECT_THAT(read(pdf_with(sides + "/BitsPerComponent 1/ImageMask true", bits)), ElementsAre(url));
}

TEST(QrCode, ImagesOfAPdfThatLieAreNone) {
  for (const char* keys :
       {"/Width 0/Height 9", "/Width 9999999999/Height 9999999999/BitsPerComponent 8",
        "/Width 100/Height 100/BitsPerComponent 7", "/Width 200/Height 200/BitsPerComponent 8",
        "/Width 30/Height 30/BitsPerComponent 8/Predictor 15/Colors 0",
        "/Width 30/Height 30/Filter/DCTDecode", "/Width 30/Height 30/Filter/JPXDecode"}) {
    EXPECT_THAT(urls_in(pdf_with(keys, "short"), "a.pdf"), IsEmpty()) << keys;
  }
}

TEST(QrCode, OnlyUrlsAndHostsLeadSomewhere) {
  EXPECT_THAT(urls_said("HTTPS://EVIL.EXAMPLE/A"), ElementsAre("https://evil.example/A"));
  EXPECT_THAT(urls_said("evil.example/login"), ElementsAre("http://evil.example/login"));
  EXPECT_THAT(urls_said("URLTO:https://evil.example/"), ElementsAre("https://evil.example/"));
  EXPECT_THAT(urls_said("WIFI:S:guests;T:WPA;P:secret.abc;;"), IsEmpty());
  EXPECT_THAT(urls_said("tel:+491234567"), IsEmpty());
  EXPECT_THAT(urls_said("Hello, this is text."), IsEmpty());
  EXPECT_THAT(urls_said("4711.0815"), IsEmpty());
  EXPECT_THAT(urls_said("anna@evil.example"), IsEmpty());
}

TEST(QrCode, CountsAsUrlOfItsAttachment) {
  const Facts facts = parse(letter_with("hello", "a.png", as_png(made_qr_code(url, 200))), {});
  ASSERT_EQ(facts.attachments.size(), 1U);
  EXPECT_EQ(facts.attachments[0].url_count, 1U);
  EXPECT_THAT(facts.defects, IsEmpty());
}

// The reader of codes would take ten seconds for it.
TEST(QrCode, AmongAThousandMarksIsNotLookedFor) {
  constexpr std::size_t side = 300;
  Picture marks{.width = side, .height = side, .grey = std::string(side * side, '\xff')};
  for (std::size_t y = 0; y < side; ++y) {
    for (std::size_t x = 0; x < side; ++x) {
      if (x % 10 > 6 || y % 10 > 6) continue;
      const std::size_t ring = std::min({x % 10, y % 10, 6 - (x % 10), 6 - (y % 10)});
      if (ring == 0 || ring == 2 || ring == 3) marks.grey[(y * side) + x] = '\0';
    }
  }
  const Facts facts = parse(letter_with("hello", "a.png", as_png(marks)), {});
  EXPECT_THAT(qr_urls(facts), IsEmpty());
  ASSERT_EQ(facts.defects.size(), 1U);
  EXPECT_EQ(facts.defects[0].what.view(), "too many marks of QR codes in a picture; not read");
}

TEST(QrCode, IsNoneInAnEmptyPicture) {
  const Picture tiny{.width = 1, .height = 1, .grey = "\xff"};
  EXPECT_THAT(urls_in(as_png(tiny)), IsEmpty());
  const Picture sheet = on_sheet(tiny, 300, 300);
  EXPECT_THAT(urls_in(as_png(sheet)), IsEmpty());
}

}  // namespace
}  // namespace backstamp::message
