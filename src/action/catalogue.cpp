#include "action/catalogue.h"

#include "action/list.h"

namespace backstamp::action {

std::span<const Type> types() {
  static const std::vector<Type> all = {
      soft_delete_messages(), quarantine_messages(), forwarding_off(),
      delegate_removed(),     sessions_revoked(),    password_reset(),
      account_disabled(),     sending_held(),        disable_mail_rules(),
  };
  return all;
}

Result<const Type*> find_type(std::string_view id) {
  std::string known;
  for (const Type& type : types()) {
    if (type.id == id) return &type;
    known += (known.empty() ? "" : ", ") + type.id;
  }
  return fail(Fault::not_found,
              "no action is called '" + Text::lossy(id).cut(80).str() + "'; there are " + known);
}

}  // namespace backstamp::action
