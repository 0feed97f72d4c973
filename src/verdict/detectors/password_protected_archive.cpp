// An attachment that asks for a password: no scanner on the way could look inside.
#include "verdict/detectors/detector.h"

namespace backstamp::verdict {

std::optional<Reason> password_protected_archive(const Signs& signs) {
  for (const message::Attachment& file : signs.facts.attachments) {
    if (file.encrypted) return seen(file.file_name, Text::lossy(file.sha256));
  }
  return std::nullopt;
}

}  // namespace backstamp::verdict
