// The folders of one Maildir and the names in them.
// Layouts: Maildir++ (".Archive.2026" beside cur/, one level) and "fs" (Archive/2026, nested).
// https://cr.yp.to/proto/maildir.html, https://www.courier-mta.org/imap/README.maildirquota.html
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "platform/directory.h"

namespace backstamp::platform {

// "1700000000.M1P2.host,S=33:2,FS" -> "1700000000.M1P2.host,S=33": the part that stays the same
// when flags change.
std::string_view base_name(std::string_view file_name);

// ".Archive.2026" and "Archive/2026" -> "Archive/2026"; "." -> "INBOX". As IMAP would name it: the
// hierarchy separator is "/", the words stay in the modified UTF-7 (RFC 3501, 5.1.3) they have on
// disk.
std::string folder_of_directory(std::string_view directory);

// Where a folder may lie, in the order to be tried: "Archive/2026" -> ".Archive.2026",
// "Archive/2026". Empty for a name that can't be a folder's.
std::vector<std::string> directories_of_folder(std::string_view folder);

struct MaildirFolder {
  std::string directory;  // relative to the Maildir, "." for itself
  std::string folder;
};

struct FolderList {
  std::vector<MaildirFolder> folders;   // sorted by directory, INBOX first
  std::vector<std::string> unreadable;  // paths that could not be listed
};

struct FolderLimits {
  std::size_t folders_max = 10'000;
  int depth_max = 16;
};

// All folders. Directories without cur/ are none; links are passed over.
// Errors: denied when the Maildir itself can't be listed, limit with more than folders_max.
Result<FolderList> list_folders(const Directory& maildir, const FolderLimits& limits = {});

}  // namespace backstamp::platform
