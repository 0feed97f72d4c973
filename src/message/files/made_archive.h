// Archives made for tests by libarchive's writer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace backstamp::message {

struct MadeEntry {
  std::string name;
  std::string bytes;
};

struct MadeArchive {
  std::string format = "zip";  // as archive_write_set_format_by_name() calls it
  std::string filter{};        // as archive_write_add_filter_by_name() calls it
  std::string options{};       // "encryption=aes256"
  std::string password{};
};

// Aborts where libarchive refuses.
std::string make_archive(const MadeArchive& how, const std::vector<MadeEntry>& entries);

// A MIME message with one attachment, base64.
std::string letter_with(std::string_view body, std::string_view file_name, std::string_view bytes);

}  // namespace backstamp::message
