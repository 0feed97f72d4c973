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
// A last line without its end was cut off by a loss of power and is passed over. Error: corrupt.
Result<std::vector<Click>> clicks_of(std::string_view lines);

// Clicks are written line by line to a file in the tray's folder, which becomes an item a moment
// later.
class ClickLog {
 public:
  // `tray` outlives it. Takes up what a former process that was killed left open. Errors: denied,
  // limit.
  static Result<std::unique_ptr<ClickLog>> start(Tray& tray);
  virtual ~ClickLog() = default;

  // Returns when the click is in the file: it survives the end of this process, and loss of power
  // from a moment later on. Error: limit (no space). Thread-safe.
  virtual Result<void> add(const Click& click) = 0;
};

}  // namespace backstamp::click
