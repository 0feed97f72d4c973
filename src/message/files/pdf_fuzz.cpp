// Any bytes as a PDF file.
#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "message/files/pdf.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace backstamp::message;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Limits limits;
  limits.nested_files_max = 50;
  limits.nested_bytes_max = 4 * 1024 * 1024;
  limits.nested_work_max = 100'000'000;
  WorkBudget budget(limits);
  const std::vector<std::string> passwords = {"Rechnung7"};
  const FileContents contents =
      read_pdf({.name = "a.pdf", .type = "application/pdf", .bytes = bytes},
               {.budget = budget,
                .passwords = passwords,
                .urls_max = limits.urls_max,
                .ratio_max = limits.nested_ratio_max});
  CHECK(contents.files.size() <= limits.nested_files_max);
  CHECK(contents.urls.size() <= limits.urls_max);
  std::uint64_t total = 0;
  for (const NestedFile& file : contents.files) {
    total += file.bytes.size();
    CHECK(file.size == file.bytes.size());
  }
  CHECK(total <= limits.nested_bytes_max);
  return 0;
}
