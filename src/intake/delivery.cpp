#include "intake/delivery.h"

#include <array>

namespace backstamp::intake {

std::string delivery_location(std::string_view folder) {
  struct Name {
    std::string_view folder, location;
  };
  static constexpr std::array names = {Name{"junk", "Junk folder"},
                                       Name{"spam", "Junk folder"},
                                       Name{"junk e-mail", "Junk folder"},
                                       Name{"trash", "Deleted items folder"},
                                       Name{"deleted items", "Deleted items folder"},
                                       Name{"deleted messages", "Deleted items folder"}};
  const std::string lower = ascii_lower(folder);
  for (const Name& name : names) {
    if (lower == name.folder || lower == "inbox/" + std::string(name.folder)) {
      return std::string(name.location);
    }
  }
  return "Inbox/folder";
}

}  // namespace backstamp::intake
