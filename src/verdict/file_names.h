// What a file's name says it is.
#pragma once

#include <string_view>

namespace backstamp::verdict {

// The system runs a file of this name when it is opened: programs, scripts, shortcuts, disk images
// (content/rules/program_extensions.txt).
bool is_program_name(std::string_view name);

// Such a name with a document's ending before: "invoice.pdf.exe", "invoice.pdf      .exe".
bool hides_program_name(std::string_view name);

}  // namespace backstamp::verdict
