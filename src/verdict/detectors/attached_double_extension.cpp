// A program that is called a document.
#include "verdict/detectors/detector.h"

#include "verdict/file_names.h"

namespace backstamp::verdict {

std::optional<Reason> attached_double_extension(const Signs& signs) {
  for (const message::Attachment& file : signs.facts.attachments) {
    if (hides_program_name(file.file_name.view()))
      return seen(file.file_name, Text::lossy(file.sha256));
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
