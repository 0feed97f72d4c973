// Any bytes as each form in which text hides what is in it: calendars, flowed text, style sheets,
// uuencoded files.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "message/content_lines.h"
#include "message/css_urls.h"
#include "message/flowed_text.h"
#include "message/uuencode.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace backstamp::message;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  // One line end may be added at the end.
  CHECK(unfolded_lines(text).size() <= text.size() + 1);
  CHECK(joined_lines(text).size() <= text.size() + 1);
  CHECK(css_urls(text, 5).size() <= 5);
  std::size_t bytes = 0;
  for (const UuencodedFile& file : uuencoded_files(text, 5)) {
    bytes += decode_uuencode(file.encoded).size();
  }
  CHECK(bytes <= text.size());
  return 0;
}
