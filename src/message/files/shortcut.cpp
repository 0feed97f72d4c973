#include "message/files/shortcut.h"

#include <algorithm>

#include "message/charset.h"
#include "message/files/bytes_reader.h"
#include "message/files/file_urls.h"

namespace backstamp::message {
namespace {

constexpr std::uint64_t header_bytes = 76;

enum LinkFlags : std::uint64_t {
  has_target_ids = 0x01,
  has_link_info = 0x02,
  has_name = 0x04,
  has_relative_path = 0x08,
  has_working_directory = 0x10,
  has_arguments = 0x20,
  has_icon = 0x40,
  is_unicode = 0x80,
};

std::string ansi_text(std::string_view bytes) {
  return to_utf8(bytes.substr(0, bytes.find('\0')), "").text;
}

std::string wide_text(std::string_view bytes) {
  std::string text = to_utf8(bytes.substr(0, bytes.size() & ~std::size_t{1}), "utf-16le").text;
  return text.substr(0, text.find('\0'));
}

// The path in LinkInfo (2.3): where the target lies on a disk.
std::string local_path(std::string_view info) {
  const std::uint64_t offset = little_endian(info, 16, 4);
  return offset == 0 ? std::string() : ansi_text(bytes_at(info, offset, 1024));
}

// ExtraData (2.5): a target in terms of %VARIABLES% counts before the path.
std::string environment_target(BytesReader reader) {
  constexpr std::uint64_t signature = 0xa0000001;
  for (int blocks = 0; blocks < 32; ++blocks) {
    const std::uint64_t size = reader.number(4);
    if (size < 8 || reader.ended()) return {};
    const std::string_view block = reader.take(size - 4);
    if (little_endian(block, 0, 4) != signature) continue;
    std::string wide = wide_text(bytes_at(block, 4 + 260, 520));
    return wide.empty() ? ansi_text(bytes_at(block, 4, 260)) : wide;
  }
  return {};
}

std::string take_string(BytesReader& reader, std::uint64_t flags) {
  const std::uint64_t count = reader.number(2);
  if ((flags & is_unicode) != 0) return wide_text(reader.take(count * 2));
  return ansi_text(reader.take(count));
}

}  // namespace

Shortcut read_shortcut(std::string_view bytes) {
  Shortcut shortcut;
  const std::uint64_t flags = little_endian(bytes, 20, 4);
  BytesReader reader(bytes_at(bytes, header_bytes, bytes.size()));
  if ((flags & has_target_ids) != 0) reader.skip(reader.number(2));
  if ((flags & has_link_info) != 0) {
    const std::uint64_t size = little_endian(reader.rest(), 0, 4);
    shortcut.target = local_path(reader.take(size));
  }
  std::string name;
  const struct {
    std::uint64_t flag;
    std::string& field;
  } strings[] = {{has_name, name},
                 {has_relative_path, shortcut.relative_path},
                 {has_working_directory, shortcut.working_directory},
                 {has_arguments, shortcut.arguments},
                 {has_icon, shortcut.icon}};
  for (const auto& one : strings) {
    if ((flags & one.flag) != 0) one.field = take_string(reader, flags);
  }
  if (std::string target = environment_target(reader); !target.empty()) {
    shortcut.target = std::move(target);
  }
  return shortcut;
}

FileContents read_shortcut_file(const FileView& file, const OpeningTools& tools) {
  constexpr std::size_t bytes_max = 1024 * 1024;  // programs hide behind links; those are no links
  FileContents contents;
  FileUrls urls(tools.urls_max);
  const Shortcut shortcut = read_shortcut(file.bytes);
  contents.command_line = shortcut.target.empty() ? shortcut.relative_path : shortcut.target;
  if (!shortcut.arguments.empty()) contents.command_line += " " + shortcut.arguments;
  for (std::string text : {shortcut.target, shortcut.arguments, shortcut.icon}) {
    urls.add_text(text);
    if (std::erase(text, '^') > 0) urls.add_text(text);
  }
  if (tools.budget.work(std::min(file.bytes.size(), bytes_max) * 8)) {
    urls.add_binary(file.bytes.substr(0, bytes_max));
  }
  contents.urls = std::move(urls).take();
  return contents;
}

}  // namespace backstamp::message
