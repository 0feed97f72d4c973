// Any bytes as an archive of each type, and as the text that names its password.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "message/file_type.h"
#include "message/files/archive.h"
#include "message/files/password_words.h"

namespace {

using namespace backstamp::message;

void read_as(std::string_view type, std::string_view bytes, const Limits& limits) {
  WorkBudget budget(limits);
  const std::vector<std::string> passwords = password_words(bytes, limits.passwords_max);
  CHECK(passwords.size() <= limits.passwords_max);
  const OpeningTools tools{.budget = budget,
                           .passwords = passwords,
                           .urls_max = limits.urls_max,
                           .ratio_max = limits.nested_ratio_max};
  const FileContents contents = read_archive({.name = "a.gz", .type = type, .bytes = bytes}, tools);
  CHECK(contents.files.size() <= limits.nested_files_max);
  std::uint64_t total = 0;
  for (const NestedFile& file : contents.files) {
    total += file.bytes.size();
    CHECK(!file.complete || file.size == file.bytes.size());
  }
  CHECK(total <= limits.nested_bytes_max);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Limits limits;
  limits.nested_files_max = 50;
  limits.nested_bytes_max = 4 * 1024 * 1024;
  limits.nested_work_max = 100'000'000;
  limits.passwords_max = 3;
  read_as(file_type(bytes, bytes), bytes, limits);
  return 0;
}
