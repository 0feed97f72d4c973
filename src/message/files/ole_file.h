// Compound files -> what is in them: macros, embedded files, attachments of Outlook messages, URLs.
#pragma once

#include "message/files/file_contents.h"

namespace backstamp::message {

// True for Word, Excel, PowerPoint, Outlook and other compound files.
bool is_ole_file(std::string_view media_type);

// Macros are streams of a VBA project and Excel 4 sheets; encrypted is what Word, Excel and
// PowerPoint mark so, and the package of a protected Open XML file. URLs are taken from all
// streams, and from macros after decompression (MS-OVBA 2.4.1).
FileContents read_ole_file(const FileView& file, const OpeningTools& tools);

}  // namespace backstamp::message
