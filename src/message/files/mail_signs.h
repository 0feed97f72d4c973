// Is this file a message?
#pragma once

#include <string_view>

namespace backstamp::message {

// True when the bytes begin with header fields of which two are such as mail has (From, Date,
// Received, MIME-Version, ...). Stricter than looks_like_message(): a log or a settings file has
// "Name: value" lines too.
bool looks_like_mail(std::string_view head);

}  // namespace backstamp::message
