#include "message/files/office_package.h"

#include <algorithm>

#include "base/text.h"
#include "message/charset.h"
#include "message/files/archive.h"
#include "message/files/file_urls.h"
#include "message/files/xml_pieces.h"
#include "message/html_reference.h"

namespace backstamp::message {
namespace {

constexpr std::uint64_t xml_bytes_max = 2 * 1024 * 1024;  // of one part
constexpr std::uint64_t work_per_xml_byte = 10;

enum class PartKind { ignored, relationships, text, macros, nested };

bool is_nested_name(std::string_view name) {
  static constexpr std::string_view endings[] = {".htm", ".html", ".mht",  ".mhtml", ".rtf",
                                                 ".doc", ".docx", ".xlsx", ".eml",   ".exe",
                                                 ".js",  ".vbs",  ".zip"};
  if (name.find("embeddings/") != name.npos) return true;
  return std::ranges::any_of(endings, [&](std::string_view end) { return name.ends_with(end); });
}

PartKind kind_of(std::string_view written) {
  const std::string name = ascii_lower(written);
  if (name.ends_with(".rels")) return PartKind::relationships;
  if (name.ends_with("vbaproject.bin")) return PartKind::macros;
  if (name.find("macrosheets/") != name.npos) return PartKind::macros;
  const bool basic = name.starts_with("basic/") && name.ends_with(".xml");
  if (basic && !name.ends_with("script-lb.xml") && !name.ends_with("script-lc.xml")) {
    return PartKind::macros;
  }
  if (name.starts_with("scripts/")) return PartKind::macros;
  if (is_nested_name(name)) return PartKind::nested;
  const bool looks = name.find("theme") != name.npos || name.ends_with("styles.xml") ||
                     name.ends_with("fonttable.xml");
  return name.ends_with(".xml") && !looks ? PartKind::text : PartKind::ignored;
}

std::uint64_t bytes_wanted(std::string_view name) {
  switch (kind_of(name)) {
    case PartKind::ignored: return 0;
    case PartKind::nested:
    case PartKind::macros: return UINT64_MAX;
    case PartKind::relationships:
    case PartKind::text: return xml_bytes_max;
  }
  return 0;
}

std::string xml_text(std::string_view bytes) {
  if (bytes.starts_with("\xff\xfe")) return to_utf8(bytes, "utf-16le").text;
  if (bytes.starts_with("\xfe\xff")) return to_utf8(bytes, "utf-16be").text;
  return std::string(bytes);
}

class PackageReader {
 public:
  PackageReader(const FileView& file, const OpeningTools& tools)
      : file_{.name = file.name, .type = "application/zip", .bytes = file.bytes},
        tools_(tools),
        urls_(tools.urls_max) {}

  FileContents read() && {
    FileContents parts = read_archive(file_, tools_, bytes_wanted);
    contents_.defects = std::move(parts.defects);
    contents_.encrypted = parts.encrypted;
    for (NestedFile& part : parts.files) read_part(std::move(part));
    contents_.urls = std::move(urls_).take();
    return std::move(contents_);
  }

 private:
  void read_part(NestedFile part) {
    const PartKind kind = kind_of(part.name);
    if (kind == PartKind::macros) contents_.macros = true;
    if (kind == PartKind::nested || part.name.ends_with(".bin")) {
      contents_.files.push_back(std::move(part));
      return;
    }
    ++tools_.budget.files_left;  // a part is no file of its own
    if (!tools_.budget.work(part.bytes.size() * work_per_xml_byte)) return;
    const std::string xml = xml_text(part.bytes);
    XmlPieces pieces(xml);
    for (XmlPiece piece; pieces.next(piece);) {
      if (piece.is_tag) {
        read_tag(piece);
      } else {
        read_words(piece.content);
      }
    }
  }

  void read_tag(const XmlPiece& tag) {
    if (tag.name == "Relationship") {
      const std::string type = xml_attribute(tag.content, "Type");
      contents_.macros |= type.ends_with("/vbaProject") || type.ends_with("/xlMacrosheet");
      if (xml_attribute(tag.content, "TargetMode") == "External") {
        urls_.add_target(xml_attribute(tag.content, "Target"));
      }
    } else if (tag.name == "encryption-data") {  // of an OpenDocument manifest
      contents_.encrypted = true;
    } else if (tag.content.find("href") != tag.content.npos) {
      urls_.add_target(xml_attribute(tag.content, "href"));
    } else if (tag.name == "fldSimple") {
      urls_.add_text(xml_attribute(tag.content, "instr"));
    }
  }

  void read_words(std::string_view raw) {
    if (raw.find("//") == raw.npos && raw.find("www.") == raw.npos) return;
    std::string text;
    append_decoded(raw, ReferencePlace::text, text);
    urls_.add_text(text);
  }

  FileView file_;
  const OpeningTools& tools_;
  FileUrls urls_;
  FileContents contents_;
};

}  // namespace

bool is_office_package(std::string_view media_type) {
  return media_type.starts_with("application/vnd.openxmlformats-officedocument.") ||
         media_type.starts_with("application/vnd.oasis.opendocument.");
}

FileContents read_office_package(const FileView& file, const OpeningTools& tools) {
  return PackageReader(file, tools).read();
}

}  // namespace backstamp::message
