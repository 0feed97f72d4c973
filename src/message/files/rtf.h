// RTF -> its links and embedded objects. Follows the RTF specification 1.9.1 as far as Word does:
// unknown words are passed over, hexadecimal data may be broken up by blanks and by groups.
#pragma once

#include "message/files/file_contents.h"

namespace backstamp::message {

// URLs of the text and of the instructions of fields ("HYPERLINK"), with escapes decoded, and of an
// attached template; what \objdata holds as nested files. Linear.
FileContents read_rtf(const FileView& file, const OpeningTools& tools);

}  // namespace backstamp::message
