#include "message/files/ole_object.h"

#include "message/charset.h"
#include "message/files/bytes_reader.h"

namespace backstamp::message {
namespace {

using namespace std::string_view_literals;

std::string_view take_text(BytesReader& reader) {
  const std::string_view text = reader.rest().substr(0, 1024);
  const std::size_t end = text.find('\0');
  const std::string_view taken = reader.take(end == text.npos ? text.size() : end);
  reader.skip(1);
  return taken;
}

// What stands behind the size: label, path, where it was unpacked, then the file.
std::optional<NestedFile> read_package(std::string_view bytes) {
  constexpr std::uint64_t has_file = 2;
  BytesReader reader(bytes);
  if (reader.number(2) != has_file) return std::nullopt;
  const std::string_view label = take_text(reader);
  take_text(reader);
  reader.skip(4);
  reader.take(reader.number(4));
  const std::uint64_t size = reader.number(4);
  if (reader.ended() || size == 0) return std::nullopt;
  NestedFile file;
  file.name = to_utf8(label, "").text;
  file.bytes = reader.take(size);
  file.size = file.bytes.size();
  file.complete = !reader.ended();
  return file;
}

std::string_view take_counted_text(BytesReader& reader) {
  const std::string_view text = reader.take(reader.number(4));
  return text.ends_with('\0') ? text.substr(0, text.size() - 1) : text;
}

}  // namespace

std::optional<NestedFile> read_ole_native(std::string_view stream) {
  return read_package(bytes_at(stream, 4, stream.size()));
}

std::optional<NestedFile> read_embedded_object(std::string_view bytes) {
  constexpr std::uint64_t embedded = 2;
  BytesReader reader(bytes);
  reader.skip(4);
  if (reader.number(4) != embedded) return std::nullopt;
  const std::string_view class_name = take_counted_text(reader);
  take_counted_text(reader);
  take_counted_text(reader);
  const std::string_view data = reader.take(reader.number(4));
  if (data.empty()) return std::nullopt;
  if (auto package = read_package(data)) return package;
  NestedFile file;
  file.name = to_utf8(class_name.substr(0, 100), "").text;
  file.bytes = data;
  file.size = data.size();
  file.complete = !reader.ended();
  return file;
}

}  // namespace backstamp::message
