#include "message/files/ole_file.h"

#include <algorithm>

#include "base/text.h"
#include "message/charset.h"
#include "message/files/bytes_reader.h"
#include "message/files/file_urls.h"
#include "message/files/ole_directory.h"
#include "message/files/ole_object.h"
#include "message/files/vba_source.h"

namespace backstamp::message {
namespace {

using namespace std::string_view_literals;

constexpr std::uint64_t stream_bytes_max = 32 * 1024 * 1024;
constexpr std::uint64_t work_per_byte = 8;

// Excel's records (MS-XLS): is one an Excel 4 sheet, is the file encrypted?
void read_workbook(std::string_view bytes, FileContents& contents) {
  constexpr std::uint64_t bound_sheet = 0x0085;
  constexpr std::uint64_t file_pass = 0x002f;
  constexpr std::uint64_t macro_sheet = 1;
  for (std::uint64_t at = 0; at + 4 <= bytes.size();) {
    const std::uint64_t type = little_endian(bytes, at, 2);
    if (type == file_pass) contents.encrypted = true;
    if (type == bound_sheet && little_endian(bytes, at + 9, 1) == macro_sheet) {
      contents.macros = true;
    }
    at += 4 + little_endian(bytes, at + 2, 2);
  }
}

class OleReader {
 public:
  OleReader(const OleDirectory& directory, const OpeningTools& tools)
      : directory_(directory), tools_(tools), urls_(tools.urls_max) {}

  FileContents read() && {
    for (const OleDirectory::Entry& entry : directory_.entries()) {
      if (entry.is_stream) {
        if (!read_stream(entry)) break;
      } else if (entry.name == "VBA" || entry.name == "_VBA_PROJECT_CUR") {
        contents_.macros = true;
      }
    }
    contents_.urls = std::move(urls_).take();
    return std::move(contents_);
  }

 private:
  bool read_stream(const OleDirectory::Entry& entry) {
    if (entry.name == "EncryptedPackage" || entry.name == "EncryptedSummary") {
      contents_.encrypted = true;
      return true;
    }
    if (entry.name == "_VBA_PROJECT") contents_.macros = true;
    const std::string bytes = directory_.stream(entry, stream_bytes_max);
    if (!tools_.budget.work(bytes.size() * work_per_byte)) return false;
    if (entry.name == "Workbook" || entry.name == "Book") read_workbook(bytes, contents_);
    if (entry.name == "WordDocument") {
      constexpr std::uint64_t encrypted_flag = 0x0100;  // MS-DOC 2.5.2
      contents_.encrypted |= (little_endian(bytes, 10, 2) & encrypted_flag) != 0;
    }
    if (take_file(entry, bytes)) return true;
    urls_.add_binary(bytes);
    constexpr std::size_t source_bytes_max = 1024 * 1024;
    urls_.add_text(vba_source(bytes, source_bytes_max));
    return true;
  }

  // True when the stream is a file of its own.
  bool take_file(const OleDirectory::Entry& entry, const std::string& bytes) {
    if (entry.name == "\1Ole10Native") {
      if (auto file = read_ole_native(bytes)) return add(std::move(*file));
    }
    const bool other =
        entry.name == "Package" || (entry.name == "CONTENTS" && bytes.starts_with("%PDF-"));
    if (other) return add({.name = {}, .bytes = bytes, .size = bytes.size()});
    if (entry.name == "__substg1.0_37010102") {
      return add({.name = attachment_name(entry.parent), .bytes = bytes, .size = bytes.size()});
    }
    return false;
  }

  // Of an Outlook message: the long name, otherwise the short one (MS-OXMSG 2.1.3).
  std::string attachment_name(std::size_t storage) const {
    for (const std::string_view property : {"__substg1.0_3707", "__substg1.0_3704"}) {
      for (const OleDirectory::Entry& entry : directory_.entries()) {
        if (entry.parent != storage || !entry.name.starts_with(property)) continue;
        const bool wide = entry.name.ends_with("001F");
        return to_utf8(directory_.stream(entry, 1024), wide ? "utf-16le" : "").text;
      }
    }
    return {};
  }

  bool add(NestedFile file) {
    if (tools_.budget.files_left == 0) return true;
    --tools_.budget.files_left;
    const std::uint64_t taken =
        std::min<std::uint64_t>(file.bytes.size(), tools_.budget.bytes_left);
    tools_.budget.bytes_left -= taken;
    if (taken < file.bytes.size()) file.complete = false;
    file.bytes.resize(taken);
    contents_.files.push_back(std::move(file));
    return true;
  }

  const OleDirectory& directory_;
  const OpeningTools& tools_;
  FileUrls urls_;
  FileContents contents_;
};

}  // namespace

bool is_ole_file(std::string_view media_type) {
  static constexpr std::string_view types[] = {
      "application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint",
      "application/vnd.ms-outlook", "application/x-ole-storage"};
  return std::ranges::find(types, media_type) != std::end(types);
}

FileContents read_ole_file(const FileView& file, const OpeningTools& tools) {
  const auto directory = OleDirectory::read(file.bytes);
  if (directory) return OleReader(*directory, tools).read();
  FileContents contents;
  // By its name a Word file, by its bytes something else: no defect, just not ours.
  if (file.bytes.starts_with("\xd0\xcf\x11\xe0"sv)) {
    contents.defects.emplace_back("the compound file cannot be read");
  }
  return contents;
}

}  // namespace backstamp::message
