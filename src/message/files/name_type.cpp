#include "message/files/name_type.h"

#include <algorithm>
#include <string>

#include "base/text.h"

namespace backstamp::message {
namespace {

// What may stand behind a name without anyone being deceived.
enum class Family {
  any,  // the extension says little of the bytes
  pdf,
  document,  // Word and its like in all their formats, and what programs export under that name
  package,   // an office format that is always a ZIP
  picture,
  archive,
  text,  // whatever is written in letters, markup included
  program,
  shortcut,
  mail,
  sound,
};

struct Extension {
  std::string_view name;
  std::string_view type;
  Family family;
};

constexpr std::string_view word_open =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
constexpr std::string_view excel_open =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
constexpr std::string_view powerpoint_open =
    "application/vnd.openxmlformats-officedocument.presentationml.presentation";

constexpr Extension extensions[] = {
    {"pdf", "application/pdf", Family::pdf},
    {"doc", "application/msword", Family::document},
    {"dot", "application/msword", Family::document},
    {"xls", "application/vnd.ms-excel", Family::document},
    {"xlt", "application/vnd.ms-excel", Family::document},
    {"ppt", "application/vnd.ms-powerpoint", Family::document},
    {"pps", "application/vnd.ms-powerpoint", Family::document},
    {"rtf", "application/rtf", Family::document},
    {"docx", word_open, Family::package},
    {"docm", word_open, Family::package},
    {"dotm", word_open, Family::package},
    {"xlsx", excel_open, Family::package},
    {"xlsm", excel_open, Family::package},
    {"xlsb", excel_open, Family::package},
    {"pptx", powerpoint_open, Family::package},
    {"pptm", powerpoint_open, Family::package},
    {"odt", "application/vnd.oasis.opendocument.text", Family::package},
    {"ods", "application/vnd.oasis.opendocument.spreadsheet", Family::package},
    {"odp", "application/vnd.oasis.opendocument.presentation", Family::package},
    {"jpg", "image/jpeg", Family::picture},
    {"jpeg", "image/jpeg", Family::picture},
    {"png", "image/png", Family::picture},
    {"gif", "image/gif", Family::picture},
    {"bmp", "image/bmp", Family::picture},
    {"webp", "image/webp", Family::picture},
    {"tif", "image/tiff", Family::picture},
    {"tiff", "image/tiff", Family::picture},
    {"ico", "image/x-icon", Family::picture},
    {"zip", "application/zip", Family::archive},
    {"rar", "application/vnd.rar", Family::archive},
    {"7z", "application/x-7z-compressed", Family::archive},
    {"gz", "application/gzip", Family::archive},
    {"tgz", "application/gzip", Family::archive},
    {"bz2", "application/x-bzip2", Family::archive},
    {"xz", "application/x-xz", Family::archive},
    {"tar", "application/x-tar", Family::archive},
    {"cab", "application/vnd.ms-cab-compressed", Family::archive},
    {"iso", "application/x-iso9660-image", Family::archive},
    {"lzh", "application/x-lzh-compressed", Family::archive},
    {"txt", "text/plain", Family::text},
    {"log", "text/plain", Family::text},
    {"csv", "text/csv", Family::text},
    {"htm", "text/html", Family::text},
    {"html", "text/html", Family::text},
    {"shtml", "text/html", Family::text},
    {"xhtml", "application/xhtml+xml", Family::text},
    {"svg", "image/svg+xml", Family::text},
    {"xml", "application/xml", Family::text},
    {"json", "application/json", Family::text},
    {"ics", "text/calendar", Family::text},
    {"vcf", "text/vcard", Family::text},
    {"js", "text/javascript", Family::text},
    {"jse", "text/javascript", Family::any},
    {"vbs", "text/vbscript", Family::text},
    {"vbe", "text/vbscript", Family::any},
    {"wsf", "text/xml", Family::text},
    {"hta", "text/html", Family::text},
    {"ps1", "text/x-powershell", Family::text},
    {"bat", "text/x-bat", Family::text},
    {"cmd", "text/x-bat", Family::text},
    {"exe", "application/vnd.microsoft.portable-executable", Family::program},
    {"scr", "application/vnd.microsoft.portable-executable", Family::program},
    {"dll", "application/vnd.microsoft.portable-executable", Family::program},
    {"lnk", "application/x-ms-shortcut", Family::shortcut},
    {"url", "application/x-mswinurl", Family::text},
    {"eml", "message/rfc822", Family::mail},
    {"mht", "message/rfc822", Family::mail},
    {"mhtml", "message/rfc822", Family::mail},
    {"msg", "application/vnd.ms-outlook", Family::document},
    {"mp3", "audio/mpeg", Family::sound},
    {"wav", "audio/wav", Family::sound},
};

const Extension* extension_of(std::string_view file_name) {
  const std::size_t dot = file_name.rfind('.');
  if (dot == file_name.npos) return nullptr;
  const std::string name = ascii_lower(trim(file_name.substr(dot + 1)));
  const auto* const found = std::ranges::find(extensions, name, &Extension::name);
  return found == std::end(extensions) ? nullptr : found;
}

bool is_text(std::string_view type) {
  return type.starts_with("text/") || type.ends_with("xml") || type == "application/x-mswinurl" ||
         type == "message/rfc822";
}

bool is_ole(std::string_view type) {
  return type == "application/msword" || type == "application/x-ole-storage" ||
         type.starts_with("application/vnd.ms-excel") || type == "application/vnd.ms-powerpoint" ||
         type == "application/vnd.ms-outlook";
}

bool is_package(std::string_view type) {
  return type.starts_with("application/vnd.openxmlformats") ||
         type.starts_with("application/vnd.oasis");
}

// Java archives and Android packages are ZIP files, but someone may run them.
bool is_packed(std::string_view type) {
  return type == "application/zip" || type == "application/vnd.rar" || type == "application/gzip" ||
         type == "application/zstd" || type == "application/vnd.ms-cab-compressed" ||
         type.starts_with("application/x-7z") || type.starts_with("application/x-bz") ||
         type == "application/x-xz" || type == "application/x-tar" ||
         type == "application/x-iso9660-image" || type.starts_with("application/x-lz") ||
         type == "application/x-compress";
}

bool fits(Family family, std::string_view type) {
  switch (family) {
    case Family::any: return true;
    case Family::pdf: return type == "application/pdf";
    case Family::document:
      return is_ole(type) || is_package(type) || is_text(type) || type == "application/rtf";
    // A ZIP whose parts lie in an unusual order is told from an office file by its whole directory.
    // Password-protected ones are compound files.
    case Family::package: return is_package(type) || is_ole(type) || type == "application/zip";
    case Family::picture: return type.starts_with("image/") && type != "image/svg+xml";
    case Family::archive: return is_packed(type);
    case Family::text: return is_text(type);
    case Family::program: return type == "application/vnd.microsoft.portable-executable";
    case Family::shortcut: return type == "application/x-ms-shortcut";
    case Family::mail: return is_text(type);
    case Family::sound: return type.starts_with("audio/") || type == "application/ogg";
  }
  return true;
}

}  // namespace

std::string_view type_of_name(std::string_view file_name) {
  const Extension* const extension = extension_of(file_name);
  return extension == nullptr ? std::string_view() : extension->type;
}

bool is_name_mismatch(std::string_view file_name, std::string_view type) {
  const Extension* const extension = extension_of(file_name);
  return extension != nullptr && !type.empty() && !fits(extension->family, type);
}

}  // namespace backstamp::message
