// A program, page, script or shortcut that is called a document or a picture.
#include <algorithm>

#include "message/files/name_type.h"
#include "verdict/detectors/detector.h"
#include "verdict/file_names.h"

namespace backstamp::verdict {
namespace {

bool acts(std::string_view type) {
  static constexpr std::string_view types[] = {"text/html",
                                               "application/xhtml+xml",
                                               "image/svg+xml",
                                               "application/vnd.microsoft.portable-executable",
                                               "application/x-executable",
                                               "application/x-ms-shortcut",
                                               "application/x-mswinurl",
                                               "application/java-archive",
                                               "application/vnd.android.package-archive",
                                               "application/vnd.ms-htmlhelp",
                                               "application/x-iso9660-image"};
  return std::ranges::find(types, type) != std::end(types);
}

// Something to read, look at or listen to, by its name.
bool sounds_harmless(std::string_view name) {
  return !is_program_name(name) && !acts(message::type_of_name(name));
}

}  // namespace

std::optional<Reason> misleading_file_name(const Signs& signs) {
  for (const message::Attachment& file : signs.facts.attachments) {
    if (!file.name_mismatch || !acts(file.file_type.view())) continue;
    if (!sounds_harmless(file.file_name.view())) continue;
    return seen(file.file_name, Text::lossy(file.sha256));
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
