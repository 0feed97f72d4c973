#include "message/files/onenote.h"

#include <algorithm>

#include "message/files/bytes_reader.h"
#include "message/files/file_urls.h"

namespace backstamp::message {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view file_mark =
    "\xe7\x16\xe3\xbd\x65\x26\x11\x45\xa4\xc4\x8d\x4d\x0b\x7a\x9e\xac"sv;
constexpr std::size_t bytes_before_data = 36;  // mark, length, and 12 unused

}  // namespace

FileContents read_onenote(const FileView& file, const OpeningTools& tools) {
  FileContents contents;
  FileUrls urls(tools.urls_max);
  if (!tools.budget.work(file.bytes.size() * 8)) return contents;
  std::size_t at = 0;
  while (tools.budget.files_left > 0) {
    const std::size_t mark = file.bytes.find(file_mark, at);
    urls.add_binary(file.bytes.substr(at, mark == file.bytes.npos ? mark : mark - at));
    if (mark == file.bytes.npos) break;
    const std::uint64_t size = little_endian(file.bytes, mark + file_mark.size(), 8);
    const std::string_view data = bytes_at(file.bytes, mark + bytes_before_data, size);
    at = std::min(file.bytes.size(), mark + bytes_before_data + data.size());
    if (data.size() > tools.budget.bytes_left) break;
    tools.budget.bytes_left -= data.size();
    --tools.budget.files_left;
    contents.files.push_back({.name = {},
                              .bytes = std::string(data),
                              .size = data.size(),
                              .complete = data.size() == size});
  }
  contents.urls = std::move(urls).take();
  return contents;
}

}  // namespace backstamp::message
