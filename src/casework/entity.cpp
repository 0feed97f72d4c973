#include "casework/entity.h"

#include "casework/names.h"

namespace backstamp::casework {
namespace {

constexpr Names<EntityKind, 10> kinds = {{{EntityKind::message, "message"},
                                          {EntityKind::cluster, "cluster"},
                                          {EntityKind::mailbox, "mailbox"},
                                          {EntityKind::user, "user"},
                                          {EntityKind::url, "url"},
                                          {EntityKind::file, "file"},
                                          {EntityKind::ip, "ip"},
                                          {EntityKind::domain, "domain"},
                                          {EntityKind::device, "device"},
                                          {EntityKind::submission, "submission"}}};

}  // namespace

std::string_view name_of(EntityKind kind) { return name_in(kinds, kind); }

Result<EntityKind> entity_kind(std::string_view name) {
  return value_in(kinds, name, "entity kind");
}

}  // namespace backstamp::casework
