// TNEF (winmail.dat) -> the attachments that Outlook put into it, and the URLs of its text.
// Follows MS-OXTNEF. A reader of our own: of libytnef's work only this is wanted.
#pragma once

#include "message/files/file_contents.h"

namespace backstamp::message {

// Names are the long ones where given. What breaks off is a defect.
FileContents read_tnef(const FileView& file, const OpeningTools& tools);

}  // namespace backstamp::message
