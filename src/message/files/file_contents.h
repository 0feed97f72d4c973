// What a reader of one kind of file is given, and what it finds inside.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "message/facts.h"
#include "message/files/work_budget.h"

namespace backstamp::message {

// A file as it lies in memory; views that live as long as the caller says.
struct FileView {
  std::string_view name;   // as the message or the archive calls it, UTF-8
  std::string_view type;   // media type
  std::string_view bytes;  // decoded
};

struct NestedFile {
  std::string name;              // as written inside; may hold a path, which is only a name
  std::string bytes;             // as far as they could be read
  std::uint64_t size = 0;        // of bytes, or as the archive says where they could not be read
  bool encrypted = false;        // it stood there encrypted
  bool complete = true;          // bytes are all of it
  std::string_view type_hint{};  // media type where the place tells it; otherwise empty
};

struct FileContents {
  std::vector<NestedFile> files;
  std::vector<Url> urls;             // location is left for the caller
  std::vector<Url> qr_urls;          // said by QR codes
  std::vector<std::string> defects;  // one clear line each, few
  bool encrypted = false;            // it, or a file in it, asks for a password
  bool macros = false;               // code in it runs when it is opened
  std::string command_line{};        // what a shortcut starts
};

// What readers share while one message is read.
struct OpeningTools {
  WorkBudget& budget;
  const std::vector<std::string>& passwords;  // to try, likeliest first
  std::size_t urls_max;                       // a file gives no more
  std::uint64_t ratio_max;                    // decoded bytes for a byte of an archive
};

}  // namespace backstamp::message
