#include "verdict/file_names.h"

#include <algorithm>
#include <string>

#include "base/text.h"
#include "verdict/host_list.h"

namespace backstamp::verdict {
namespace {

// Takes the last ending off: "a.pdf .exe" -> "exe", leaving "a.pdf". Empty without one.
std::string take_ending(std::string_view& name) {
  const auto dot = name.rfind('.');
  if (dot == name.npos || dot == 0) return {};
  const std::string ending = ascii_lower(trim(name.substr(dot + 1)));
  name = trim(name.substr(0, dot));
  return ending;
}

const HostList& program_endings() {
  static const HostList all = host_list("program_extensions");
  return all;
}

}  // namespace

bool is_program_name(std::string_view name) {
  return program_endings().contains(take_ending(name));
}

bool hides_program_name(std::string_view name) {
  constexpr std::string_view documents[] = {"pdf", "doc", "docx", "xls",  "xlsx", "ppt", "pptx",
                                            "txt", "rtf", "jpg",  "jpeg", "png",  "gif", "html",
                                            "htm", "csv", "zip",  "mp3",  "mp4",  "eml"};
  if (!program_endings().contains(take_ending(name))) return false;
  return std::ranges::find(documents, take_ending(name)) != std::end(documents);
}

}  // namespace backstamp::verdict
