#include "platform/mailboxes.h"
#include "platform/maildir_folder.h"

namespace backstamp::platform {

bool same_instance(const Place& one, const Place& other) {
  return ascii_equal(one.address.view(), other.address.view()) &&
         one.directory == other.directory && one.folder == other.folder &&
         base_name(one.name) == base_name(other.name);
}

}  // namespace backstamp::platform
