// PDF -> its links, scripts and embedded files. Follows ISO 32000-1.
//
// A scanner of objects in the order of the bytes, not a reader of the page tree: what a viewer
// would never reach is seen too, and nothing need be right in the file. Streams are unpacked only
// where objects, scripts or files are in them, so that pictures and pages cost nothing.
#pragma once

#include "message/files/file_contents.h"

namespace backstamp::message {

// URLs of /URI actions, of /F targets and in scripts; macros means JavaScript or /Launch. Files are
// those of /EmbeddedFile, under the name of their file specification. An encrypted file is marked;
// its strings and streams cannot be read.
FileContents read_pdf(const FileView& file, const OpeningTools& tools);

}  // namespace backstamp::message
