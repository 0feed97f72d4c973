// An attached page that runs a script or asks for a password: pages that write themselves, or send
// what is typed elsewhere.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> attached_page_acts(const Signs& signs) {
  for (const message::Attachment& file : signs.facts.attachments) {
    if (file.active) return seen(file.file_name, Text::lossy(file.sha256));
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
