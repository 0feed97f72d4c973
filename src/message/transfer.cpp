#include "message/transfer.h"

#include <gmime/gmime-encodings.h>

#include <algorithm>

#include "base/text.h"
#include "message/base64.h"
#include "message/uuencode.h"

namespace backstamp::message {
namespace {

using Use = std::function<bool(std::string_view)>;

constexpr std::size_t piece = 64 * 1024;

std::string_view take_piece(std::string_view& encoded) {
  const std::string_view part = encoded.substr(0, piece);
  encoded.remove_prefix(part.size());
  return part;
}

void decode_base64(std::string_view encoded, const Use& use) {
  Base64Decoder decoder;
  std::string decoded;
  while (!encoded.empty()) {
    decoded.clear();
    decoder.add(take_piece(encoded), decoded);
    if (encoded.empty()) decoder.finish(decoded);
    if (!decoded.empty() && !use(decoded)) return;
  }
}

void decode_quoted_printable(std::string_view encoded, const Use& use) {
  GMimeEncoding state;
  g_mime_encoding_init_decode(&state, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  std::string decoded(g_mime_encoding_outlen(&state, std::min(encoded.size(), piece)) + 16, '\0');
  while (!encoded.empty()) {
    const std::string_view part = take_piece(encoded);
    const std::size_t size =
        encoded.empty() ? g_mime_encoding_flush(&state, part.data(), part.size(), decoded.data())
                        : g_mime_encoding_step(&state, part.data(), part.size(), decoded.data());
    if (size > 0 && !use({decoded.data(), size})) return;
  }
}

void give_pieces(std::string_view bytes, const Use& use) {
  while (!bytes.empty() && use(take_piece(bytes))) {
  }
}

}  // namespace

TransferEncoding transfer_encoding(std::string_view value) {
  value = trim(value);
  const std::string name = ascii_lower(trim(value.substr(0, value.find_first_of(";("))));
  if (name.empty() || name == "7bit" || name == "8bit" || name == "binary" || name == "7-bit" ||
      name == "8-bit") {
    return TransferEncoding::identity;
  }
  if (name == "base64" || name == "base-64") return TransferEncoding::base64;
  if (name == "quoted-printable") return TransferEncoding::quoted_printable;
  if (name == "x-uuencode" || name == "uuencode" || name == "x-uue") {
    return TransferEncoding::uuencode;
  }
  return TransferEncoding::unknown;
}

void decode_pieces(std::string_view encoded, TransferEncoding encoding, const Use& use) {
  switch (encoding) {
    case TransferEncoding::base64: return decode_base64(encoded, use);
    case TransferEncoding::quoted_printable: return decode_quoted_printable(encoded, use);
    case TransferEncoding::uuencode: return give_pieces(decode_uuencode(encoded), use);
    case TransferEncoding::identity:
    case TransferEncoding::unknown: return give_pieces(encoded, use);
  }
}

std::string decode_all(std::string_view encoded, TransferEncoding encoding,
                       std::uint64_t bytes_max) {
  std::string bytes;
  bytes.reserve(std::min<std::uint64_t>(encoded.size(), bytes_max));
  decode_pieces(encoded, encoding, [&](std::string_view decoded) {
    bytes += decoded.substr(0, bytes_max - bytes.size());
    return bytes.size() < bytes_max;
  });
  return bytes;
}

}  // namespace backstamp::message
