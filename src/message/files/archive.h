// Archives and compressed files -> the files in them, by libarchive (docs/decisions/0010).
#pragma once

#include <functional>
#include <string_view>

#include "message/files/file_contents.h"

namespace backstamp::message {

// True for the media types read_archive() opens: zip, 7z, rar, tar, iso, cab, lha, and single
// files compressed by gzip, bzip2, xz, zstd or lzma (a tar inside is opened at once).
bool is_archive(std::string_view media_type);

// Every regular file in the archive, in its order, as far as the budget reaches; a file that could
// not be read to its end is incomplete. Nothing is written to disk. Encrypted ZIP files are tried
// with tools.passwords; where none fits, and in the other formats, encrypted files are listed
// without bytes; so are all files of RAR 4. Broken, hostile and oversized archives give a defect
// and what came before it. Thread-safe; equal bytes and equal tools give equal contents.
FileContents read_archive(const FileView& file, const OpeningTools& tools);

// The same, but of each file only as many first bytes as `bytes_wanted` says for its name; with 0
// it is left out. A file that is cut so is incomplete.
FileContents read_archive(const FileView& file, const OpeningTools& tools,
                          const std::function<std::uint64_t(std::string_view name)>& bytes_wanted);

}  // namespace backstamp::message
