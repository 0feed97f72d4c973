// Asks all engines at once and keeps the deadline itself, whatever they do: a verdict comes in time
// and says whose opinion it was made without.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "verdict/engines/engine.h"

namespace backstamp::verdict {

struct Member {
  std::unique_ptr<Engine> engine;
  Duration time_max{5'000};  // of one question, with its waiting for earlier ones
};

// After so many failures in a row an engine is left alone for a while, so that a dead one does not
// cost each verdict its whole time.
struct Patience {
  unsigned failures_max = 3;
  Duration rest{10'000};
};

enum class EngineState {
  up,
  down,
  off,  // not set up
};
std::string_view name_of(EngineState state);  // up, down, off

struct EngineHealth {
  std::string engine;
  EngineState state = EngineState::off;
  std::string detail;  // its version, or why it is not up and what to do
};

class Seat;

// All calls are thread-safe.
class Panel {
 public:
  // `absent` are the engines that are not set up: they show in health() and nowhere else.
  explicit Panel(std::vector<Member> members, std::vector<Missing> absent = {},
                 Patience patience = {});
  // Waits for questions under way; an engine that keeps its deadline ends at it at the latest.
  ~Panel();
  Panel(const Panel&) = delete;
  Panel& operator=(const Panel&) = delete;

  struct Findings {
    std::vector<Opinion> opinions;
    std::vector<Missing> missing;
  };
  // Returns when all have answered, at the deadline, or when each engine's own time is over.
  Findings ask(const std::shared_ptr<const Inquiry>& inquiry, Deadline deadline) const;

  // Asks each engine for its version, also those that are being left alone: an answer ends that.
  std::vector<EngineHealth> health(Deadline deadline) const;

 private:
  std::vector<std::unique_ptr<Seat>> seats_;
  std::vector<Missing> absent_;
};

}  // namespace backstamp::verdict
