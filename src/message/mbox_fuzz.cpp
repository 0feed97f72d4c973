// Hostile mbox files: the splitter ends, and what it hands over is bounded and in order.
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <string>

#include "base/check.h"
#include "base/file.h"
#include "message/mbox.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace backstamp;
  static const std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("mbox-fuzz-" + std::to_string(::getpid()));
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::FILE* const file = std::fopen(path.c_str(), "wb");
  CHECK(file != nullptr);
  CHECK(std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size());
  std::fclose(file);
  message::Limits limits;
  limits.bytes_max = 500;
  std::uint64_t last = 0;
  std::uint64_t seen = 0;
  const auto count =
      message::for_each_message(path, limits, [&](std::string_view message, std::uint64_t offset) {
        CHECK(message.size() <= limits.bytes_max + 1);
        CHECK(seen == 0 || offset > last);
        CHECK(bytes.substr(offset, 5) == "From ");
        last = offset;
        ++seen;
        return true;
      });
  CHECK(!count || *count == seen);
  return 0;
}
