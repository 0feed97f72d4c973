// Messages that the tap in the mail server told of, on their way into the hunting store.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "base/tray.h"
#include "casework/store.h"
#include "intake/ingest.h"
#include "message/parse.h"
#include "verdict/indicators.h"

namespace backstamp::intake {

struct ArrivalTools {
  casework::Store& store;
  Ingest& ingest;
  const Clock& clock;
  std::function<message::Surroundings()> surroundings;
  std::function<verdict::Indicators()> indicators;
  // Whether the organisation's mailboxes are known one by one: an address of its domains that is
  // none of them is an alias then, and the copy is known from the mailbox it leads to.
  std::function<bool(const Text& address)> is_alias;
};

// For TrayReader: one row a message and recipient, each copy once.
Result<std::vector<bool>> take_arrivals(std::span<const Tray::Item> items,
                                        const ArrivalTools& tools);

}  // namespace backstamp::intake
