// A file put into a document by Windows' packager: what Word, RTF and old mail call an object.
// Follows MS-OLEDS 2.3.6 and 2.2.5.
#pragma once

#include <optional>
#include <string_view>

#include "message/files/file_contents.h"

namespace backstamp::message {

// The stream "\1Ole10Native" of a compound file: a size, then the package.
std::optional<NestedFile> read_ole_native(std::string_view stream);

// The data of \objdata in RTF: an object with its class name; nothing when it embeds no data.
std::optional<NestedFile> read_embedded_object(std::string_view bytes);

}  // namespace backstamp::message
