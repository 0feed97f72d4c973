// An attached program, script, shortcut or disk image, by its name or its first bytes.
#include "verdict/detectors/detector.h"

#include "verdict/file_names.h"

namespace backstamp::verdict {

std::optional<Reason> attached_program(const Signs& signs) {
  for (const message::Attachment& file : signs.facts.attachments) {
    const std::string_view type = file.file_type.view();
    const bool program = type == "application/x-executable" || type == "application/x-msdownload" ||
                         type == "application/vnd.microsoft.portable-executable" ||
                         type == "application/x-ms-shortcut";
    if (program || is_program_name(file.file_name.view()))
      return seen(file.file_name, Text::lossy(file.sha256));
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
