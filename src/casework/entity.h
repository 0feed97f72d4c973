// Things that evidence, alerts and actions are about.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/text.h"
#include "base/uuid.h"

namespace backstamp::casework {

enum class EntityKind {
  message,
  cluster,
  mailbox,
  user,
  url,
  file,
  ip,
  domain,
  device,
  submission
};

std::string_view name_of(EntityKind kind);
Result<EntityKind> entity_kind(std::string_view name);

// `value`: NetworkMessageId, cluster id, address, URL, SHA-256, IP, domain, ...
struct Entity {
  EntityKind kind = EntityKind::message;
  Text value;
  auto operator<=>(const Entity&) const = default;
  bool operator==(const Entity&) const = default;
};

// A Message in one recipient's mailbox. All counts are of copies.
struct Copy {
  Uuid network_message_id;
  Text recipient;
  auto operator<=>(const Copy&) const = default;
  bool operator==(const Copy&) const = default;
};

}  // namespace backstamp::casework
