// Clicks on guarded links, on their way into the hunting store.
#pragma once

#include <span>
#include <vector>

#include "base/tray.h"
#include "casework/store.h"
#include "hunting/writer.h"

namespace backstamp::intake {

// For TrayReader: one row of UrlClickEvents a click. An item taken again after a crash adds
// nothing. Error: unavailable when a click's message may still be among `arrivals`.
Result<std::vector<bool>> take_clicks(std::span<const Tray::Item> items, const Tray& arrivals,
                                      const casework::Store& store, hunting::Writer& writer);

}  // namespace backstamp::intake
