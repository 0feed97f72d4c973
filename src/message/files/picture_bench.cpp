// What a picture in a message costs, by its size: a photo without a code, the worst case of mail
// that means well, since every way of finding one is tried.
#include <benchmark/benchmark.h>
#include <turbojpeg.h>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "message/files/qr_code.h"

namespace backstamp::message {
namespace {

// Blocks of random grey with noise: edges everywhere, as in a photo of a crowd.
Picture made_photo(std::size_t side) {
  std::mt19937 random(1);
  std::vector<unsigned> blocks((side / 9 + 1) * (side / 9 + 1));
  for (unsigned& block : blocks) block = random() % 200;
  Picture photo{.width = side, .height = side, .grey = {}};
  for (std::size_t y = 0; y < side; ++y) {
    for (std::size_t x = 0; x < side; ++x) {
      photo.grey += static_cast<char>(blocks[(y / 9 * (side / 9 + 1)) + (x / 9)] + (random() % 56));
    }
  }
  return photo;
}

std::string as_jpeg(const Picture& picture) {
  void* const writer = tjInitCompress();
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  tjCompress2(writer, reinterpret_cast<const unsigned char*>(picture.grey.data()),
              static_cast<int>(picture.width), 0, static_cast<int>(picture.height), TJPF_GRAY,
              &bytes, &size, TJSAMP_GRAY, 85, 0);
  std::string file(reinterpret_cast<const char*>(bytes), size);
  tjFree(bytes);
  tjDestroy(writer);
  return file;
}

void photo_decoded(benchmark::State& state) {
  const std::string file = as_jpeg(made_photo(static_cast<std::size_t>(state.range(0))));
  for (auto _ : state) {
    WorkBudget budget{Limits{}};
    read_pictures({.name = "a", .type = "image/jpeg", .bytes = file}, budget,
                  [](Picture&& picture) { benchmark::DoNotOptimize(picture.grey.data()); });
  }
}

void photo_searched(benchmark::State& state) {
  const std::string file = as_jpeg(made_photo(static_cast<std::size_t>(state.range(0))));
  const std::vector<std::string> passwords;
  for (auto _ : state) {
    WorkBudget budget{Limits{}};
    const OpeningTools tools{
        .budget = budget, .passwords = passwords, .urls_max = 10, .ratio_max = 250};
    benchmark::DoNotOptimize(
        read_picture_file({.name = "a", .type = "image/jpeg", .bytes = file}, tools));
  }
}

BENCHMARK(photo_decoded)->Arg(300)->Arg(1000)->Arg(3900)->Unit(benchmark::kMillisecond);
BENCHMARK(photo_searched)->Arg(300)->Arg(1000)->Arg(3900)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace backstamp::message
