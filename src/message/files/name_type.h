// What a file's name promises it to be.
#pragma once

#include <string_view>

namespace backstamp::message {

// The media type its extension stands for; empty where the extension is unknown or missing.
std::string_view type_of_name(std::string_view file_name);

// True when the extension promises one type and the content is another that programs would treat
// otherwise: "invoice.pdf" that is a program, a page or an archive. `type` is what the bytes say
// (file_type()); where they say nothing, nothing is wrong. Types that people mix up without harm
// are no mismatch: RTF named .doc, one picture format under another's name, HTML named .xls.
bool is_name_mismatch(std::string_view file_name, std::string_view type);

}  // namespace backstamp::message
