// Any bytes, in pieces of any size, are a request, a response or an error.
#include <cstddef>
#include <cstdint>
#include <string>

#include "http/wire.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace backstamp::http;
  if (size == 0) return 0;
  const std::size_t step = data[0] % 64 + 1;
  const std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const WireLimits limits{.header_bytes_max = 1024, .body_bytes_max = 256};
  RequestParser request(limits);
  ResponseParser response(ResponseParser::Body::expected, limits, [](auto) { return true; });
  const auto feed = [&](auto& parser) {
    std::string buffer;
    for (std::size_t at = 0; at < bytes.size() && !parser.done(); at += step) {
      buffer += bytes.substr(at, step);
      const auto took = parser.put(buffer);
      if (!took) return;
      buffer.erase(0, *took);
    }
    if (parser.done()) (void)parser.take();
  };
  feed(request);
  feed(response);
  (void)response.end();
  if (auto parameters = parse_query(bytes)) (void)write_query(*parameters);
  return 0;
}
