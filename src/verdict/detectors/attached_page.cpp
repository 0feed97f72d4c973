// An attached web page: seldom sent by people.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> attached_page(const Signs& signs) {
  for (const message::Attachment& file : signs.facts.attachments) {
    const std::string_view type = file.file_type.view();
    const bool page =
        type == "text/html" || type == "image/svg+xml" || type == "application/xhtml+xml";
    if (page && file.depth == 0 && !file.file_name.empty()) {
      return seen(file.file_name, Text::lossy(file.sha256));
    }
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
