// The standard encryption of PDF files, undone where a password is known (ISO 32000-2, 7.6).
//
// Of our own, because qpdf unpacks what a file claims to hold without bounds: a few kilobytes can
// ask it for gigabytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace backstamp::message {

enum class PdfCipher { none, rc4, aes };

// What the encryption dictionary and the trailer say.
struct PdfEncryption {
  std::uint64_t version = 0, revision = 0;  // V, R
  std::uint64_t key_bits = 40;
  std::uint32_t permissions = 0;
  std::string owner{}, user{}, user_key{};  // O, U, UE
  std::string id{};                         // the first of the file's ID
  bool metadata = true;                     // metadata is encrypted too, which the key depends on
  PdfCipher streams = PdfCipher::rc4, strings = PdfCipher::rc4;
};

// Of a file, or nothing where it has none, or one of another handler than the standard's. Linear.
std::optional<PdfEncryption> find_pdf_encryption(std::string_view pdf);

// The key of the file, where `password` opens it (the empty one opens most that only forbid
// printing). Takes about 2 ms for revision 6.
std::optional<std::string> pdf_file_key(const PdfEncryption& encryption, std::string_view password);

struct PdfObjectNumber {
  std::uint64_t object = 0, generation = 0;
};

// The bytes of a string or stream of that object, never longer than `bytes`.
std::string pdf_decrypted(const PdfEncryption& encryption, std::string_view key, PdfCipher cipher,
                          PdfObjectNumber number, std::string_view bytes);

}  // namespace backstamp::message
