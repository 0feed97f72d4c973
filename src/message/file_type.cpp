#include "message/file_type.h"

#include "base/text.h"

namespace backstamp::message {
namespace {

using namespace std::string_view_literals;

struct Magic {
  std::string_view bytes;
  std::string_view type;
};

constexpr Magic magics[] = {
    {"%PDF-"sv, "application/pdf"},
    {"Rar!\x1a\x07"sv, "application/vnd.rar"},
    {"7z\xbc\xaf\x27\x1c"sv, "application/x-7z-compressed"},
    {"\x1f\x8b\x08"sv, "application/gzip"},
    {"BZh"sv, "application/x-bzip2"},
    {"\xfd"
     "7zXZ\0"sv,
     "application/x-xz"},
    {"\x28\xb5\x2f\xfd"sv, "application/zstd"},
    {"MSCF"sv, "application/vnd.ms-cab-compressed"},
    {"\x89PNG\r\n\x1a\n"sv, "image/png"},
    {"\xff\xd8\xff"sv, "image/jpeg"},
    {"GIF87a"sv, "image/gif"},
    {"GIF89a"sv, "image/gif"},
    {"II*\0"sv, "image/tiff"},
    {"MM\0*"sv, "image/tiff"},
    {"\0\0\1\0"sv, "image/x-icon"},
    {"\x7f"
     "ELF"sv,
     "application/x-executable"},
    {"{\\rtf"sv, "application/rtf"},
    {"\x4c\0\0\0\x01\x14\x02\0"sv, "application/x-ms-shortcut"},
    {"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d"sv, "application/onenote"},
    {"ITSF"sv, "application/vnd.ms-htmlhelp"},
    {"!BDN"sv, "application/vnd.ms-outlook-pst"},
    {"\x78\x9f\x3e\x22"sv, "application/ms-tnef"},
    {"\x1f\x9d"sv, "application/x-compress"},
    {"\x5d\0\0"sv, "application/x-lzma"},
    {"[InternetShortcut]"sv, "application/x-mswinurl"},
    {"OggS"sv, "application/ogg"},
    {"ID3"sv, "audio/mpeg"},
};

bool holds(std::string_view head, std::string_view tail, std::string_view name) {
  return head.find(name) != head.npos || tail.find(name) != tail.npos;
}

std::string_view zip_type(std::string_view head, std::string_view tail) {
  constexpr Magic names[] = {
      {"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
      {"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
      {"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
  };
  if (holds(head, tail, "[Content_Types].xml")) {
    for (const Magic& name : names) {
      if (holds(head, tail, name.bytes)) return name.type;
    }
  }
  constexpr std::string_view open_document = "mimetypeapplication/vnd.oasis.opendocument.";
  if (const std::size_t at = head.find(open_document); at != head.npos) {
    const std::string_view kind = head.substr(at + open_document.size());
    if (kind.starts_with("text")) return "application/vnd.oasis.opendocument.text";
    if (kind.starts_with("spreadsheet")) return "application/vnd.oasis.opendocument.spreadsheet";
    if (kind.starts_with("presentation")) return "application/vnd.oasis.opendocument.presentation";
  }
  if (holds(head, tail, "AndroidManifest.xml")) return "application/vnd.android.package-archive";
  if (holds(head, tail, "META-INF/MANIFEST.MF")) return "application/java-archive";
  return "application/zip";
}

// Names in the directory of a compound file are UTF-16.
std::string_view ole_type(std::string_view head, std::string_view tail) {
  if (holds(head, tail, "W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"sv)) return "application/msword";
  if (holds(head, tail, "W\0o\0r\0k\0b\0o\0o\0k\0"sv)) return "application/vnd.ms-excel";
  if (holds(head, tail, "P\0o\0w\0e\0r\0P\0o\0i\0n\0t\0"sv)) return "application/vnd.ms-powerpoint";
  if (holds(head, tail, "_\0_\0s\0u\0b\0s\0t\0g\0"sv)) return "application/vnd.ms-outlook";
  return "application/x-ole-storage";
}

bool is_program(std::string_view head) { return head.starts_with("MZ") && head.size() >= 64; }

// Markup by its first element, after blanks, comments and a declaration.
std::string_view markup_type(std::string_view head) {
  if (head.starts_with("\xef\xbb\xbf")) head.remove_prefix(3);
  const std::string start = ascii_lower(trim(head.substr(0, 1024)));
  const auto has = [&](std::string_view mark) { return start.find(mark) != start.npos; };
  if (!start.starts_with('<')) return {};
  if (has("<!doctype html") || has("<html") || start.starts_with("<script") || has("<body")) {
    return "text/html";
  }
  if (has("<svg")) return "image/svg+xml";
  return has("<?xml") ? "application/xml" : std::string_view();
}

}  // namespace

std::string_view file_type(std::string_view head, std::string_view tail) {
  if (head.starts_with("PK\3\4") || head.starts_with("PK\5\6")) return zip_type(head, tail);
  if (head.starts_with("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) return ole_type(head, tail);
  if (is_program(head)) return "application/vnd.microsoft.portable-executable";
  for (const Magic& magic : magics) {
    if (head.starts_with(magic.bytes)) return magic.type;
  }
  if (head.starts_with("RIFF") && head.substr(0, 12).ends_with("WEBP")) return "image/webp";
  if (head.size() > 32'774 && head.substr(32'769, 5) == "CD001") {
    return "application/x-iso9660-image";
  }
  if (head.size() > 262 && head.substr(257, 5) == "ustar") return "application/x-tar";
  if (head.size() > 21 && head.substr(2, 2) == "-l" && head[6] == '-') {
    return "application/x-lzh-compressed";
  }
  return markup_type(head);
}

}  // namespace backstamp::message
