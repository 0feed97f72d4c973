// A document that runs code when it is opened.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> office_macros(const Signs& signs) {
  for (const message::Attachment& file : signs.facts.attachments) {
    if (file.macros) return seen(file.file_name, Text::lossy(file.sha256));
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
