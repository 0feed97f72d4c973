#include "message/files/opened_file.h"

#include "message/file_type.h"
#include "message/files/file_opener.h"

namespace backstamp::message {

FileContents opened(std::string_view bytes, std::string_view type) {
  const Limits limits;
  WorkBudget budget(limits);
  const std::vector<std::string> passwords;
  if (type.empty()) type = file_type(bytes, bytes);
  return open_file({.name = "a", .type = type, .bytes = bytes},
                   {.budget = budget,
                    .passwords = passwords,
                    .urls_max = limits.urls_max,
                    .ratio_max = limits.nested_ratio_max});
}

std::vector<std::string> urls_of(const FileContents& contents) {
  std::vector<std::string> urls;
  for (const Url& url : contents.urls) urls.push_back(url.url.str());
  return urls;
}

std::vector<std::string> files_of(const FileContents& contents) {
  std::vector<std::string> files;
  for (const NestedFile& file : contents.files) files.push_back(file.name + '=' + file.bytes);
  return files;
}

}  // namespace backstamp::message
