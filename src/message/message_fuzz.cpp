// Hostile messages: whatever the bytes, parse() returns within bounds and gives valid text.
#include <cstdint>
#include <cstdlib>

#include "base/check.h"
#include "message/facts_json.h"
#include "message/parse.h"

namespace {

using namespace backstamp;

const message::Limits& small_limits() {
  static const message::Limits limits = [] {
    message::Limits small;
    small.parts_max = 50;
    small.urls_max = 50;
    small.depth_max = 5;
    small.header_bytes_max = 16 * 1024;
    small.nested_files_max = 20;
    small.nested_bytes_max = 4 * 1024 * 1024;
    small.nested_work_max = 100'000'000;
    small.passwords_max = 3;
    return small;
  }();
  return limits;
}

void check_bounds(const message::Facts& facts, const message::Limits& limits) {
  // Parts and the messages around them, and what is inside; URLs of the body and of the header.
  CHECK(facts.attachments.size() <= limits.parts_max + 1 + 2 * limits.nested_files_max);
  CHECK(facts.urls.size() <= limits.urls_max);
  CHECK(facts.visible_text.size() <= limits.text_bytes_max);
  for (const message::Attachment& attachment : facts.attachments) {
    CHECK(attachment.sha256.size() == 64 || attachment.depth > 0);
    CHECK(attachment.depth <= limits.depth_max);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const message::Surroundings ours{
      {Text::trusted("example.com")},
      {},
      {Text::trusted("192.0.2.0/24"), Text::trusted("mx.example.com")}};
  const message::Facts facts = message::parse(bytes, ours, small_limits());
  check_bounds(facts, small_limits());
  // JSON takes only valid UTF-8 and throws otherwise.
  CHECK(!message::to_json(facts).empty());
  CHECK(message::parse(bytes, ours, small_limits()).network_message_id == facts.network_message_id);
  return 0;
}
