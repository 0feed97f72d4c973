// OneNote sections -> the files embedded in them, found by the mark before each (MS-ONESTORE
// 2.6.13, FileDataStoreObject), and the URLs in their text.
#pragma once

#include "message/files/file_contents.h"

namespace backstamp::message {

// The files have no names here: those stand elsewhere in the section.
FileContents read_onenote(const FileView& file, const OpeningTools& tools);

}  // namespace backstamp::message
