#include "message/files/qr_code.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
