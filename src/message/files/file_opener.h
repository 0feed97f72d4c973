// One file of whatever type -> what is in it.
#pragma once

#include <string_view>

#include "message/files/file_contents.h"

namespace backstamp::message {

// True when open_file() has a reader for that media type; all others need not be decoded.
bool can_open(std::string_view media_type);

// Nothing where there is no reader for file.type. Never throws; what is broken is a defect.
FileContents open_file(const FileView& file, const OpeningTools& tools);

}  // namespace backstamp::message
