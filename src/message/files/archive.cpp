#include "message/files/archive.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <cerrno>
#include <clocale>
#include <memory>
#include <optional>

#include "base/text.h"
#include "message/charset.h"
#include "message/files/rar5_header.h"
#include "message/files/seven_zip_header.h"

namespace backstamp::message {
namespace {

using Handle = std::unique_ptr<archive, decltype(&archive_read_free)>;

constexpr std::size_t piece_bytes = 64 * 1024;
constexpr std::uint64_t work_per_input_byte = 2;
constexpr std::uint64_t work_per_header = 3'000;
// PBKDF2 of WinZip AES: 1,000 rounds of HMAC-SHA1, up to four blocks.
constexpr std::uint64_t work_per_password = 3'000'000;
constexpr std::uint64_t ratio_free_bytes = 1024 * 1024;

struct Format {
  std::string_view type;
  int (*support)(archive*);
  int filter;                   // around a single file, or ARCHIVE_FILTER_NONE
  std::uint64_t work_per_byte;  // decoded; of the slowest method the format has
};

int support_tar_or_raw(archive* reader) {
  const int status = archive_read_support_format_tar(reader);
  return status == ARCHIVE_OK ? archive_read_support_format_raw(reader) : status;
}

int support_rar(archive* reader) {
  const int status = archive_read_support_format_rar(reader);
  return status == ARCHIVE_OK ? archive_read_support_format_rar5(reader) : status;
}

constexpr Format formats[] = {
    {"application/zip", archive_read_support_format_zip, ARCHIVE_FILTER_NONE, 100},
    {"application/x-7z-compressed", archive_read_support_format_7zip, ARCHIVE_FILTER_NONE, 40},
    {"application/vnd.rar", support_rar, ARCHIVE_FILTER_NONE, 25},
    {"application/x-tar", archive_read_support_format_tar, ARCHIVE_FILTER_NONE, 2},
    {"application/x-iso9660-image", archive_read_support_format_iso9660, ARCHIVE_FILTER_NONE, 3},
    {"application/vnd.ms-cab-compressed", archive_read_support_format_cab, ARCHIVE_FILTER_NONE, 10},
    {"application/x-lzh-compressed", archive_read_support_format_lha, ARCHIVE_FILTER_NONE, 10},
    {"application/gzip", support_tar_or_raw, ARCHIVE_FILTER_GZIP, 5},
    {"application/x-bzip2", support_tar_or_raw, ARCHIVE_FILTER_BZIP2, 100},
    {"application/x-xz", support_tar_or_raw, ARCHIVE_FILTER_XZ, 20},
    {"application/x-lzma", support_tar_or_raw, ARCHIVE_FILTER_LZMA, 20},
    {"application/zstd", support_tar_or_raw, ARCHIVE_FILTER_ZSTD, 4},
};

const Format* format_of(std::string_view type) {
  const auto* const found = std::ranges::find(formats, type, &Format::type);
  return found == std::end(formats) ? nullptr : found;
}

// libarchive turns names into the locale's charset; ours is UTF-8 whatever the process was
// started with. For this thread, while it lives.
class Utf8Names {
 public:
  Utf8Names() : before_(uselocale(utf8())) {}
  ~Utf8Names() { uselocale(before_); }
  Utf8Names(const Utf8Names&) = delete;
  Utf8Names& operator=(const Utf8Names&) = delete;

 private:
  static locale_t utf8() {
    static const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return locale;
  }
  locale_t before_;
};

// The archive's bytes as libarchive asks for them; each costs work.
class Input {
 public:
  Input(std::string_view bytes, WorkBudget& budget) : bytes_(bytes), budget_(budget) {}

  static la_ssize_t read(archive* reader, void* self, const void** piece) {
    auto& input = *static_cast<Input*>(self);
    const std::string_view next = input.bytes_.substr(input.at_, piece_bytes);
    if (!input.budget_.work(next.size() * work_per_input_byte)) {
      archive_set_error(reader, EIO, "too much work");
      return ARCHIVE_FATAL;
    }
    *piece = next.data();
    input.at_ += next.size();
    return static_cast<la_ssize_t>(next.size());
  }

  static la_int64_t skip(archive* /*reader*/, void* self, la_int64_t count) {
    auto& input = *static_cast<Input*>(self);
    const auto left = static_cast<la_int64_t>(input.bytes_.size() - input.at_);
    const la_int64_t skipped = std::clamp<la_int64_t>(count, 0, left);
    input.at_ += static_cast<std::size_t>(skipped);
    return skipped;
  }

  static la_int64_t seek(archive* /*reader*/, void* self, la_int64_t offset, int whence) {
    auto& input = *static_cast<Input*>(self);
    const auto size = static_cast<la_int64_t>(input.bytes_.size());
    const la_int64_t base = whence == SEEK_SET   ? 0
                            : whence == SEEK_END ? size
                                                 : static_cast<la_int64_t>(input.at_);
    // Far offsets come from hostile headers; the sum below must not overflow.
    const la_int64_t place = std::clamp<la_int64_t>(offset, -size, size) + base;
    input.at_ = static_cast<std::size_t>(std::clamp<la_int64_t>(place, 0, size));
    return static_cast<la_int64_t>(input.at_);
  }

 private:
  std::string_view bytes_;
  WorkBudget& budget_;
  std::size_t at_ = 0;
};

bool mentions_encryption(archive* reader) {
  const char* const error = archive_error_string(reader);
  if (error == nullptr) return false;
  const std::string_view text = error;
  return text.find("ncrypt") != text.npos || text.find("assphrase") != text.npos;
}

// libarchive ends the process where a name cannot be converted while errno happens to be ENOMEM, be
// it left over from a request for absurd memory that was refused long before. So errno is cleared
// before every call that may touch names.
int next_header(archive* reader, archive_entry** entry) {
  errno = 0;
  return archive_read_next_header(reader, entry);
}

std::string entry_name(archive_entry* entry) {
  errno = 0;
  const char* const name = archive_entry_pathname(entry);
  if (name == nullptr) return {};
  return to_utf8(std::string_view(name).substr(0, 1024), "").text;
}

// An entry says itself what it is: one without a type, or a directory with content, is a file to
// programs that look at the content alone. In disk images directories have content.
bool is_file(archive* reader, archive_entry* entry) {
  const auto type = archive_entry_filetype(entry);
  if (type == AE_IFREG || type == 0) return true;
  const bool image = (archive_format(reader) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_ISO9660;
  return !image && archive_entry_size(entry) > 0;
}

// "a.txt.gz" holds "a.txt", "b.tgz" "b.tar".
std::string name_without_compression(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == name.npos || dot == 0) return std::string(name);
  const std::string extension = ascii_lower(name.substr(dot + 1));
  const std::string base(name.substr(0, dot));
  const bool tar = extension == "tgz" || extension == "tbz" || extension == "tbz2" ||
                   extension == "txz" || extension == "tzst";
  return tar ? base + ".tar" : base;
}

// One pass over an archive with at most one password.
class Pass {
 public:
  Pass(const FileView& file, const Format& format, WorkBudget& budget, const char* password)
      : input_(file.bytes, budget), reader_(archive_read_new(), archive_read_free) {
    archive* const reader = reader_.get();
    if (reader == nullptr) return;
    format.support(reader);
    if (format.filter != ARCHIVE_FILTER_NONE) archive_read_append_filter(reader, format.filter);
    if (password != nullptr) archive_read_add_passphrase(reader, password);
    archive_read_set_read_callback(reader, Input::read);
    archive_read_set_skip_callback(reader, Input::skip);
    archive_read_set_seek_callback(reader, Input::seek);
    archive_read_set_callback_data(reader, &input_);
    open_ = archive_read_open1(reader) == ARCHIVE_OK;
  }

  bool is_open() const { return open_; }
  archive* reader() const { return reader_.get(); }

 private:
  Input input_;
  Handle reader_;
  bool open_ = false;
};

// Of decoding one byte. Nearly every ZIP is deflated, but may use anything.
std::uint64_t work_per_byte(archive* reader, const Format& format) {
  const char* const name = archive_format_name(reader);
  const std::string_view method = name == nullptr ? "" : name;
  const bool quick =
      method.find("(deflation)") != method.npos || method.find("(uncompressed)") != method.npos;
  return format.type == "application/zip" && quick ? 6 : format.work_per_byte;
}

class ArchiveReader {
 public:
  ArchiveReader(const FileView& file, const Format& format, const OpeningTools& tools,
                const std::function<std::uint64_t(std::string_view)>& bytes_wanted)
      : file_(file),
        format_(format),
        tools_(tools),
        bytes_wanted_(bytes_wanted),
        rar5_encrypted_(rar5_encrypted_files(file.bytes, tools.budget.files_left)) {}

  FileContents read() && {
    read_all(nullptr);
    const bool zip = format_.type == "application/zip";
    if (zip && contents_.files.empty() && !contents_.defects.empty()) {
      // A directory that is damaged, or made to mislead: programs that pass it over see the files.
      format_.support = archive_read_support_format_zip_streamable;
      read_again(nullptr);
    }
    if (zip && locked_) {
      if (const auto password = fitting_password()) read_again(password->c_str());
    }
    return std::move(contents_);
  }

 private:
  void note(std::string what) {
    if (std::ranges::find(contents_.defects, what) == contents_.defects.end()) {
      contents_.defects.push_back(std::move(what));
    }
  }

  // What the pass before gave is dropped and paid back, all but its work.
  void read_again(const char* password) {
    tools_.budget.files_left += contents_.files.size();
    tools_.budget.bytes_left += decoded_;
    decoded_ = 0;
    contents_.files.clear();
    read_all(password);
  }

  void read_all(const char* password) {
    locked_ = false;
    entries_ = 0;
    const Pass pass(file_, format_, tools_.budget, password);
    if (!pass.is_open()) return note_end(/*encrypted=*/false);
    archive_entry* entry = nullptr;
    // A warning comes with an entry that can be read: a name that is no UTF-8, an odd field.
    int status = ARCHIVE_OK;
    while ((status = next_header(pass.reader(), &entry)) == ARCHIVE_OK || status == ARCHIVE_WARN) {
      if (!take_entry(pass.reader(), entry, password)) return;
    }
    if (status != ARCHIVE_EOF) {
      note_end(mentions_encryption(pass.reader()) ||
               archive_read_has_encrypted_entries(pass.reader()) == 1);
    }
  }

  void note_end(bool encrypted) {
    if (encrypted) {
      contents_.encrypted = locked_ = true;
      return;
    }
    if (tools_.budget.spent()) return;  // the caller says so, once for the message
    note(contents_.files.empty() ? "the archive cannot be opened" : "the archive breaks off");
  }

  // False when nothing more may be read.
  bool take_entry(archive* reader, archive_entry* entry, const char* password) {
    if (!tools_.budget.work(work_per_header)) return false;
    const bool rar5_encrypted = entries_ < rar5_encrypted_.size() && rar5_encrypted_[entries_];
    ++entries_;
    if (!is_file(reader, entry)) return true;
    NestedFile nested;
    nested.name = archive_format(reader) == ARCHIVE_FORMAT_RAW
                      ? name_without_compression(file_.name)
                      : entry_name(entry);
    const std::uint64_t wanted = bytes_wanted_(nested.name);
    if (wanted == 0) return true;
    if (tools_.budget.files_left == 0) return false;
    --tools_.budget.files_left;
    nested.encrypted = rar5_encrypted || archive_entry_is_encrypted(entry) != 0;
    nested.size = static_cast<std::uint64_t>(std::max<la_int64_t>(0, archive_entry_size(entry)));
    contents_.encrypted |= nested.encrypted;
    bool go_on = true;
    if (nested.encrypted && password == nullptr) {
      nested.complete = false;
      locked_ = true;
    } else if (archive_format(reader) == ARCHIVE_FORMAT_RAR) {
      // libarchive 3.6 lets a filter of RAR 4 ask for 4 GiB, and fills them.
      nested.complete = false;
      note("an archive of RAR 4: its files were listed, not unpacked");
    } else {
      go_on = read_bytes(reader, wanted, nested);
    }
    contents_.files.push_back(std::move(nested));
    return go_on;
  }

  // False when the archive must be left.
  bool read_bytes(archive* reader, std::uint64_t wanted, NestedFile& nested) {
    nested.size = 0;
    nested.complete = false;
    std::string piece(piece_bytes, '\0');
    const std::uint64_t work = work_per_byte(reader, format_);
    while (true) {
      const la_ssize_t count = archive_read_data(reader, piece.data(), piece.size());
      if (count == 0) nested.complete = true;
      if (count <= 0) return count == 0 || read_failed(reader, nested, count);
      const bool go_on = take_bytes(std::string_view(piece).substr(0, count), work, nested);
      nested.size = nested.bytes.size();
      if (!go_on) return false;
      if (nested.size >= wanted) return true;
    }
  }

  bool take_bytes(std::string_view piece, std::uint64_t work, NestedFile& nested) {
    const std::uint64_t taken = std::min<std::uint64_t>(piece.size(), tools_.budget.bytes_left);
    tools_.budget.bytes_left -= taken;
    decoded_ += taken;
    nested.bytes += piece.substr(0, taken);
    if (decoded_ > ratio_free_bytes + file_.bytes.size() * tools_.ratio_max) {
      note("unpacks to more than " + std::to_string(tools_.ratio_max) +
           " times its size; the rest was not read");
      return false;
    }
    return tools_.budget.work(piece.size() * work) && taken == piece.size();
  }

  // What a failed read leaves behind is what libarchive 3.6 trips over in the next file of a RAR.
  bool read_failed(archive* reader, NestedFile& nested, la_ssize_t status) {
    const bool may_go_on = status != ARCHIVE_FATAL && format_.type != "application/vnd.rar";
    if (mentions_encryption(reader)) {
      nested.encrypted = contents_.encrypted = true;
    } else if (!tools_.budget.spent()) {
      note("a file in it is broken: " + nested.name.substr(0, 100));
    }
    return may_go_on;
  }

  std::optional<std::string> fitting_password() {
    for (const std::string& password : tools_.passwords) {
      if (!tools_.budget.work(work_per_password)) return std::nullopt;
      if (fits(password)) return password;
    }
    return std::nullopt;
  }

  // Reads the first encrypted file: its check byte alone lets one wrong password in 256 pass.
  bool fits(const std::string& password) {
    constexpr std::uint64_t enough_bytes = 4 * 1024 * 1024;
    const Pass pass(file_, format_, tools_.budget, password.c_str());
    archive_entry* entry = nullptr;
    while (pass.is_open() && next_header(pass.reader(), &entry) >= ARCHIVE_WARN) {
      if (!tools_.budget.work(work_per_header)) return false;
      if (archive_entry_is_encrypted(entry) == 0) continue;
      std::string piece(piece_bytes, '\0');
      const std::uint64_t work = work_per_byte(pass.reader(), format_);
      for (std::uint64_t seen = 0; seen < enough_bytes;) {
        const la_ssize_t count = archive_read_data(pass.reader(), piece.data(), piece.size());
        if (count <= 0) return count == 0;
        seen += static_cast<std::uint64_t>(count);
        if (!tools_.budget.work(static_cast<std::uint64_t>(count) * work)) return false;
      }
      return true;
    }
    return false;
  }

  const FileView& file_;
  Format format_;
  const OpeningTools& tools_;
  const std::function<std::uint64_t(std::string_view)>& bytes_wanted_;
  FileContents contents_;
  std::uint64_t decoded_ = 0;
  std::vector<bool> rar5_encrypted_;  // by entry
  std::size_t entries_ = 0;           // met so far
  bool locked_ = false;               // something stayed unread for want of a password
};

// Whether libarchive may read the directory of a 7z archive (seven_zip_header.h). What is packed
// otherwise than by LZMA, as no common writer does, cannot be looked over and costs dearly instead.
bool seven_zip_is_harmless(const FileView& file, const OpeningTools& tools) {
  constexpr std::uint64_t work_per_directory = 20'000'000;
  constexpr std::uint64_t work_unseen = 500'000'000;
  const SevenZipHeader header = read_seven_zip_header(file.bytes);
  if (header.plain.empty()) return true;
  if (std::max<std::uint64_t>(header.plain.size(), header.unpacked) > seven_zip_header_bytes_max ||
      !seven_zip_counts_fit(header.plain) || !tools.budget.work(work_per_directory)) {
    return false;
  }
  if (header.properties.empty()) {
    return header.plain.front() == '\1' || tools.budget.work(work_unseen);
  }
  // An LZMA file of its own: properties, size, data.
  std::string packed = header.properties;
  for (int i = 0; i < 8; ++i) packed += static_cast<char>(header.unpacked >> (8 * i) & 0xff);
  packed += header.packed;
  const FileView inner{.name = {}, .type = "application/x-lzma", .bytes = packed};
  const FileContents unpacked =
      ArchiveReader(inner, *format_of(inner.type), tools, [](auto) { return UINT64_MAX; }).read();
  tools.budget.files_left += unpacked.files.size();
  return unpacked.files.size() == 1 && seven_zip_counts_fit(unpacked.files[0].bytes);
}

}  // namespace

bool is_archive(std::string_view media_type) { return format_of(media_type) != nullptr; }

FileContents read_archive(const FileView& file, const OpeningTools& tools) {
  return read_archive(file, tools, [](std::string_view) { return UINT64_MAX; });
}

FileContents read_archive(const FileView& file, const OpeningTools& tools,
                          const std::function<std::uint64_t(std::string_view)>& bytes_wanted) {
  const Format* const format = format_of(file.type);
  if (format == nullptr) return {};
  const Utf8Names names;
  if (!seven_zip_is_harmless(file, tools)) {
    FileContents contents;
    contents.defects.emplace_back("the archive's directory claims too much to be read");
    return contents;
  }
  return ArchiveReader(file, *format, tools, bytes_wanted).read();
}

}  // namespace backstamp::message
