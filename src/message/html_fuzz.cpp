// Any bytes as HTML and as plain text: read within bounds, never a crash.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "message/sketch.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace backstamp::message;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Limits limits;
  limits.text_bytes_max = 4096;
  limits.urls_max = 50;
  const HtmlReading reading = read_html(bytes, limits);
  CHECK(reading.visible_text.size() <= limits.text_bytes_max);
  CHECK(reading.hidden_text.size() <= limits.text_bytes_max);
  CHECK(reading.links.size() <= limits.urls_max);
  const BodyFeatures features = body_features(bytes, &reading, {}, limits);
  CHECK(features.visible_text.size() <= limits.text_bytes_max);
  CHECK(!comparable(features.sketch) || jaccard(features.sketch, features.sketch) == 1.0);
  const BodyFeatures plain = body_features(bytes, nullptr, {}, limits);
  CHECK(plain.visible_text.size() <= limits.text_bytes_max);
  return 0;
}
