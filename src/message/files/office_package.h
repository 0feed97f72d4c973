// Office files that are ZIP packages -> their links, macros and embedded files.
// Follows ECMA-376 part 2 (relationships) and OpenDocument 1.3 part 2.
#pragma once

#include "message/files/file_contents.h"

namespace backstamp::message {

// True for the types of Office Open XML and OpenDocument.
bool is_office_package(std::string_view media_type);

// External relationship targets (hyperlinks, attached templates, linked objects), links of
// OpenDocument, URLs in text and formulas; VBA, Excel 4 and Basic as macros; files in embeddings/
// and chunks of HTML, RTF and the like as nested files. Parts of pictures and styles stay closed.
FileContents read_office_package(const FileView& file, const OpeningTools& tools);

}  // namespace backstamp::message
