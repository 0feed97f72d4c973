// The messages of an mbox file, one after the other (RFC 4155; mboxo, mboxrd, mboxcl, mboxcl2).
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

#include "base/result.h"
#include "message/parse.h"

namespace backstamp::message {

// `bytes` is the message as it stands, without its "From " line and the empty line after it;
// `offset` is where its "From " line begins in the file. Returns false to stop.
using MessageUse = std::function<bool(std::string_view bytes, std::uint64_t offset)>;

// Calls `use` for each message and returns how many there were. A message ends at an empty line
// followed by "From SENDER DATE" and a line that is a header field, so that prose does not split
// it; Content-Length is believed where such a line (or the end) stands exactly there. ">From "
// stays as it is (network_message_id() is the same with and without).
// A message longer than limits.bytes_max is handed over cut to bytes_max + 1 bytes, so that the
// caller sees that it is too large. Memory stays below bytes_max and a little.
// Errors: not_found, denied, invalid when the file does not begin with a "From " line.
Result<std::uint64_t> for_each_message(const std::filesystem::path& path, const Limits& limits,
                                       const MessageUse& use);

// True for "From SENDER DATE": DATE as asctime() writes it, with a zone or seconds fewer let pass;
// SENDER may hold blanks ("name at host").
bool is_separator(std::string_view line);

}  // namespace backstamp::message
