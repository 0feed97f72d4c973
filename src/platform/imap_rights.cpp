#include <libetpan/libetpan.h>

#include "platform/imap_session.h"
#include "platform/imap_state.h"

namespace backstamp::platform {

bool ImapSession::has_acl() const { return mailimap_has_acl(state_->imap) != 0; }

Result<std::vector<ImapRight>> ImapSession::rights(const std::string& wire) {
  clist* found = nullptr;
  TRY(check(mailimap_acl_getacl(state_->imap, wire.c_str(), &found),
            "tell who may read the folder " + wire));
  std::vector<ImapRight> rights;
  for (clistiter* at = clist_begin(found); at != nullptr; at = clist_next(at)) {
    auto* data = static_cast<mailimap_acl_acl_data*>(clist_content(at));
    for (clistiter* one = clist_begin(data->idrights_list); one != nullptr; one = clist_next(one)) {
      const auto* entry = static_cast<mailimap_acl_identifier_rights*>(clist_content(one));
      rights.push_back({entry->identifer, entry->rights});
    }
    mailimap_acl_acl_data_free(data);
  }
  clist_free(found);
  return rights;
}

Result<void> ImapSession::set_rights(const std::string& wire, const ImapRight& right) {
  const int code = right.rights.empty()
                       ? mailimap_acl_deleteacl(state_->imap, wire.c_str(), right.who.c_str())
                       : mailimap_acl_setacl(state_->imap, wire.c_str(), right.who.c_str(),
                                             right.rights.c_str());
  return check(code, "change who may read the folder " + wire);
}

}  // namespace backstamp::platform
