// Any bytes as a URL that mail protection may have rewritten: an original is a web URL, and what
// is unwrapped once stays so.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "message/url_reader.h"
#include "message/url_rewriter.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace backstamp::message;
  auto url = read_url({reinterpret_cast<const char*>(data), size});
  if (!url) return 0;
  const Url written = *url;
  // What was read once is the same when it is read again: entries are compared with it.
  if (written.url.size() < url_bytes_max) {
    const auto again = read_url(written.url.view());
    CHECK(again && again->url == written.url && again->domain == written.domain);
  }
  const Url original = url_rewriters().unwrapped(std::move(*url));
  CHECK(!original.domain.empty());
  if (original.rewritten.empty()) {
    CHECK(original.url == written.url);
  } else {
    CHECK(original.rewritten == written.url);
    CHECK(original.url.view().starts_with("http"));
  }
  return 0;
}
