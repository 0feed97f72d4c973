// Content-Transfer-Encoding (RFC 2045 section 6) decoded piece by piece, leniently: characters
// outside the alphabet are passed over.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace backstamp::message {

enum class TransferEncoding { identity, base64, quoted_printable, uuencode, unknown };

// The encoding a Content-Transfer-Encoding value names; "7bit", "8bit", "binary" and nothing at
// all are identity.
TransferEncoding transfer_encoding(std::string_view value);

// Calls `use` with the decoded bytes in pieces of at most 64 KiB, in order. Stops early when `use`
// returns false.
void decode_pieces(std::string_view encoded, TransferEncoding encoding,
                   const std::function<bool(std::string_view)>& use);

// All of it, at most `bytes_max` bytes.
std::string decode_all(std::string_view encoded, TransferEncoding encoding,
                       std::uint64_t bytes_max = UINT64_MAX);

}  // namespace backstamp::message
