// Indicators: the organisation's own allow and block entries.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/strong.h"
#include "base/text.h"
#include "base/time.h"
#include "base/uuid.h"
#include "casework/store.h"

namespace backstamp::casework {

using IndicatorId = Strong<struct IndicatorIdTag, Uuid>;

struct Indicator {
  IndicatorId id;
  std::string kind;  // sender, domain, url, file, ip
  Text value;        // normalised: lower case address, domain, SHA-256; URL as message/ writes it
  std::string verdict;  // "block" or "allow"
  std::string comment, added_by;
  Time added;
  std::optional<Time> expires;
  bool operator==(const Indicator&) const = default;
};

// Keyed by kind and value: adding again replaces verdict, comment and expiry; id, added and
// added_by stay as they were. Returns what is stored.
Result<Indicator> put_indicator(Session& session, const Indicator& indicator);
// False when there was none.
Result<bool> remove_indicator(Session& session, std::string_view kind, const Text& value);
// By kind and value, expired ones too.
Result<std::vector<Indicator>> list_indicators(Session& session);

}  // namespace backstamp::casework
