#include "message/files/file_opener.h"

#include <algorithm>

#include "message/files/archive.h"
#include "message/files/office_package.h"
#include "message/files/ole_file.h"
#include "message/files/onenote.h"
#include "message/files/pdf.h"
#include "message/files/picture.h"
#include "message/files/qr_code.h"
#include "message/files/rtf.h"
#include "message/files/shortcut.h"
#include "message/files/tnef.h"

namespace backstamp::message {
namespace {

struct Reader {
  bool (*reads)(std::string_view media_type);
  FileContents (*read)(const FileView& file, const OpeningTools& tools);
};

FileContents read_whole_archive(const FileView& file, const OpeningTools& tools) {
  return read_archive(file, tools);
}

bool is_rtf(std::string_view type) { return type == "application/rtf" || type == "text/rtf"; }
bool is_pdf(std::string_view type) { return type == "application/pdf"; }
bool is_shortcut(std::string_view type) { return type == "application/x-ms-shortcut"; }
bool is_onenote(std::string_view type) { return type == "application/onenote"; }
bool is_tnef(std::string_view type) {
  return type == "application/ms-tnef" || type == "application/vnd.ms-tnef";
}

constexpr Reader readers[] = {
    {is_archive, read_whole_archive},
    {is_office_package, read_office_package},
    {is_ole_file, read_ole_file},
    {is_pdf, read_pdf},
    {is_rtf, read_rtf},
    {is_shortcut, read_shortcut_file},
    {is_tnef, read_tnef},
    {is_onenote, read_onenote},
    {is_picture, read_picture_file},
};

const Reader* reader_of(std::string_view media_type) {
  const auto* const found =
      std::ranges::find_if(readers, [&](const Reader& reader) { return reader.reads(media_type); });
  return found == std::end(readers) ? nullptr : found;
}

}  // namespace

bool can_open(std::string_view media_type) { return reader_of(media_type) != nullptr; }

FileContents open_file(const FileView& file, const OpeningTools& tools) {
  const Reader* const reader = reader_of(file.type);
  return reader == nullptr ? FileContents{} : reader->read(file, tools);
}

}  // namespace backstamp::message
