#include "message/files/picture.h"

#include <gtest/gtest.h>

#include "base/hash.h"
#include "message/files/made_picture.h"

namespace backstamp::message {
namespace {

std::vector<Picture> pictures(std::string_view type, std::string_view bytes,
                              const Limits& limits = {}) {
  WorkBudget budget(limits);
  std::vector<Picture> all;
  read_pictures({.name = "a", .type = type, .bytes = bytes}, budget,
                [&](Picture&& picture) { all.push_back(std::move(picture)); });
  return all;
}

Picture ramp(std::size_t width, std::size_t height) {
  Picture picture{.width = width, .height = height, .grey = {}};
  for (std::size_t i = 0; i < width * height; ++i) {
    picture.grey += (i % width) * 2 < width ? '\0' : '\xff';
  }
  return picture;
}

TEST(Picture, ComesAsItWasWritten) {
  const Picture picture = ramp(64, 32);
  const std::vector<std::pair<std::string_view, std::string>> files = {
      {"image/png", as_png(picture)},
      {"image/jpeg", as_jpeg(picture, 100)},
      {"image/gif", as_gif({picture})}};
  for (const auto& [type, bytes] : files) {
    const auto all = pictures(type, bytes);
    ASSERT_EQ(all.size(), 1U) << type;
    EXPECT_EQ(all[0].width, 64U) << type;
    EXPECT_EQ(all[0].height, 32U) << type;
    EXPECT_EQ(all[0].grey, picture.grey) << type;
  }
}

TEST(Picture, IsMadeSmallerWhenItIsLarge) {
  const auto all = pictures("image/png", as_png(ramp(4000, 3000)));
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].width, 1333U);
  EXPECT_EQ(all[0].grey.size(), all[0].width * all[0].height);
  EXPECT_EQ(all[0].grey.front(), '\0');
  EXPECT_EQ(all[0].grey.back(), '\xff');
}

TEST(Picture, CutOffComesAsFarAsItGoes) {
  const Picture picture = inverted(ramp(200, 200));
  const std::vector<std::pair<std::string_view, std::string>> files = {
      {"image/png", as_png(picture)},
      {"image/jpeg", as_jpeg(picture, 90)},
      {"image/gif", as_gif({picture})}};
  for (const auto& [type, bytes] : files) {
    for (std::size_t size = 0; size < bytes.size(); size += 1 + (bytes.size() / 50)) {
      for (const Picture& one : pictures(type, std::string_view(bytes).substr(0, size))) {
        EXPECT_EQ(one.grey.size(), one.width * one.height) << type;
      }
    }
  }
}

TEST(Picture, DamagedHarmsNobody) {
  const Picture picture = made_qr_code("https://evil.example/", 60);
  const std::vector<std::pair<std::string_view, std::string>> files = {
      {"image/png", as_png(picture)},
      {"image/jpeg", as_jpeg(picture, 80)},
      {"image/gif", as_gif({picture, inverted(picture)})}};
  for (const auto& [type, bytes] : files) {
    for (std::size_t at = 0; at < bytes.size(); at += 1 + (bytes.size() / 300)) {
      std::string damaged = bytes;
      damaged[at] = static_cast<char>(~damaged[at]);
      for (const Picture& one : pictures(type, damaged)) {
        EXPECT_EQ(one.grey.size(), one.width * one.height) << type << ' ' << at;
      }
    }
  }
}

TEST(Picture, TooLargeIsNotDecoded) {
  std::string gif = as_gif({ramp(64, 32)});
  gif.replace(6, 4, "\xff\xff\xff\xff");
  EXPECT_TRUE(pictures("image/gif", gif).empty());
  std::string jpeg = as_jpeg(ramp(64, 32), 90);
  const std::size_t frame = jpeg.find("\xff\xc0");
  ASSERT_NE(frame, jpeg.npos);
  jpeg.replace(frame + 5, 4, "\xff\xdc\xff\xdc");
  EXPECT_TRUE(pictures("image/jpeg", jpeg).empty());
  EXPECT_TRUE(pictures("image/png", as_png(ramp(8192, 4096))).empty());
  EXPECT_TRUE(pictures("image/jpeg", std::string(17 << 20, 'x')).empty());
}

TEST(Picture, ManyScansAreNotFollowed) {
  std::string jpeg = as_jpeg(ramp(64, 32), 90);
  for (int i = 0; i < 100; ++i) jpeg += "\xff\xda";
  EXPECT_TRUE(pictures("image/jpeg", jpeg).empty());
}

TEST(Picture, BudgetOfTheMessageBoundsThem) {
  const std::string png = as_png(ramp(100, 100));
  EXPECT_TRUE(pictures("image/png", png, {.pictures_max = 0}).empty());
  EXPECT_TRUE(pictures("image/png", png, {.pixels_max = 9'999}).empty());
  EXPECT_TRUE(pictures("image/png", png, {.nested_work_max = 100}).empty());
  EXPECT_EQ(pictures("image/png", png, {.pixels_max = 10'000}).size(), 1U);
}

TEST(Picture, OfAnAnimationTheFirstFramesAreSeen) {
  const Picture picture = ramp(64, 32);
  EXPECT_EQ(pictures("image/gif", as_gif(std::vector<Picture>(4, picture))).size(), 4U);
  EXPECT_EQ(pictures("image/gif", as_gif(std::vector<Picture>(40, picture))).size(), 6U);
}

}  // namespace
}  // namespace backstamp::message
