// What a body costs: HTML, words, sketch, fingerprints, language. How well sketches find the rest
// of an attack is measured in tests/bench/similarity.
#include <benchmark/benchmark.h>

#include <iterator>
#include <random>
#include <string>

#include "message/sketch.h"

namespace backstamp::message {
namespace {

using Random = std::mt19937_64;

std::size_t below(Random& random, std::size_t bound) { return random() % bound; }
bool chance(Random& random, int percent) {
  return below(random, 100) < static_cast<std::size_t>(percent);
}

// The whole body of one mail of about 6 kB: HTML, words, sketch, fingerprints, language.
void body_of_6_kb(benchmark::State& state) {
  std::string html = "<html><head><style>p{color:#333}</style></head><body><table width=600>";
  Random random(7);
  static constexpr const char* words[] = {"your",   "parcel",  "waits",          "at",
                                          "the",    "counter", "until",          "tomorrow",
                                          "please", "bring",   "identification", "quartz"};
  while (html.size() < 6000) {
    html += "<tr><td style=\"font-size:14px;padding:2px\"><p>";
    for (int i = 0; i < 14; ++i) {
      html += words[below(random, std::size(words))];
      if (chance(random, 30)) {
        html += static_cast<char>('a' + below(random, 26));
        html += static_cast<char>('a' + below(random, 26));
      }
      html += ' ';
    }
    html += "<a href=\"https://parcels.example/t?n=1\">Follow&nbsp;it</a></p></td></tr>\n";
  }
  for (auto _ : state) {
    const HtmlReading reading = read_html(html, {});
    benchmark::DoNotOptimize(body_features("", &reading, {}, {}));
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * html.size()));
}
BENCHMARK(body_of_6_kb)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace backstamp::message
