#include "message/files/file_opener.h"

#include "message/files/archive.h"

namespace backstamp::message {

bool can_open(std::string_view media_type) { return is_archive(media_type); }

FileContents open_file(const FileView& file, const OpeningTools& tools) {
  if (is_archive(file.type)) return read_archive(file, tools);
  return {};
}

}  // namespace backstamp::message
