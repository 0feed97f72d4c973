#include "message/files/made_archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <gmime/gmime-encodings.h>
#include <locale.h>

#include "base/check.h"

namespace backstamp::message {

std::string make_archive(const MadeArchive& how, const std::vector<MadeEntry>& entries) {
  const locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  const locale_t before = uselocale(utf8);  // libarchive writes names in the locale's charset
  archive* const writer = archive_write_new();
  CHECK(archive_write_set_format_by_name(writer, how.format.c_str()) == ARCHIVE_OK);
  if (!how.filter.empty()) {
    CHECK(archive_write_add_filter_by_name(writer, how.filter.c_str()) == ARCHIVE_OK);
  }
  if (!how.options.empty()) {
    CHECK(archive_write_set_options(writer, how.options.c_str()) == ARCHIVE_OK);
  }
  if (!how.password.empty()) archive_write_set_passphrase(writer, how.password.c_str());
  archive_write_set_bytes_in_last_block(writer, 1);
  std::string bytes(4 * 1024 * 1024, '\0');
  std::size_t used = 0;
  CHECK(archive_write_open_memory(writer, bytes.data(), bytes.size(), &used) == ARCHIVE_OK);
  for (const MadeEntry& made : entries) {
    archive_entry* const entry = archive_entry_new();
    archive_entry_set_pathname_utf8(entry, made.name.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(made.bytes.size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    CHECK(archive_write_header(writer, entry) >= ARCHIVE_WARN);
    CHECK(archive_write_data(writer, made.bytes.data(), made.bytes.size()) ==
          static_cast<la_ssize_t>(made.bytes.size()));
    archive_entry_free(entry);
  }
  CHECK(archive_write_close(writer) == ARCHIVE_OK);
  archive_write_free(writer);
  uselocale(before);
  freelocale(utf8);
  bytes.resize(used);
  return bytes;
}

std::string letter_with(std::string_view body, std::string_view file_name, std::string_view bytes) {
  GMimeEncoding state;
  g_mime_encoding_init_encode(&state, GMIME_CONTENT_ENCODING_BASE64);
  std::string encoded(g_mime_encoding_outlen(&state, bytes.size()) + 16, '\0');
  encoded.resize(g_mime_encoding_flush(&state, bytes.data(), bytes.size(), encoded.data()));
  return "From: a@b.example\nDate: Tue, 24 Nov 2026 03:53:03 +0000\nSubject: papers\nContent-Type: "
         "multipart/mixed; boundary=cut\n\n"
         "--cut\nContent-Type: text/plain\n\n" +
         std::string(body) + "\n--cut\nContent-Type: application/octet-stream; name=\"" +
         std::string(file_name) +
         "\"\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n\n" + encoded +
         "\n--cut--\n";
}

}  // namespace backstamp::message
