// Clicks on their way to `serve`: items of a folder, so that none waits for it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/text.h"
#include "base/time.h"
#include "base/tray.h"
#include "base/uuid.h"

namespace backstamp::click {

struct Click {
  Uuid id;
  Time at;
  std::string target;
  Uuid guard;  // of the message
  Text recipient;
  std::string action;    // UrlClickEvents.ActionType
  bool through = false;  // past a warning
  Text ip, agent;
  std::string threat_types;
  std::string visitor, reason;  // visitor.h
};

// One line of JSON each.
std::string to_line(const Click& click);
// Error: corrupt.
Result<std::vector<Click>> clicks_of(std::string_view lines);

class ClickLog {
 public:
  // `tray` outlives it.
  static std::unique_ptr<ClickLog> start(Tray& tray);
  virtual ~ClickLog() = default;

  // Returns when the click lies in the tray; those of one moment go into one item. Errors: those of
  // Tray::put(). Thread-safe.
  virtual Result<void> add(const Click& click) = 0;
};

}  // namespace backstamp::click
