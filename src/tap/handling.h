// What is done about one whole message, within the limit.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "base/tray.h"
#include "tap/arrival.h"

namespace backstamp::tap {

// What a look at the letter gave. Made by main: judging and guarding links are not the tap's.
struct Findings {
  std::string verdict;        // "Malicious", ...
  std::optional<Bytes> body;  // the body with guarded links, where there were any
  Uuid guard;                 // that stands in them
};
using Look = std::function<Findings(const Arrival& arrival, std::size_t body_at)>;

struct HandlingSettings {
  Duration wait_ms_max{500};   // for the look
  unsigned threads = 2;        // of looks
  std::string verdict_header;  // its name; empty: none is added
  std::set<std::string> hold;  // verdicts whose mail is held
};

// What the mail server is asked to do.
struct Answer {
  std::string verdict;  // for the header; empty: none is added
  bool hold = false;
  std::optional<Bytes> body;
};

class Handling {
 public:
  // Without `look` letters go on as they came. `tray` outlives it.
  static std::unique_ptr<Handling> start(Tray& tray, Look look, const HandlingSettings& settings);
  virtual ~Handling() = default;

  // Puts the arrival into the tray and gives the answer, both within wait_ms_max and a file's
  // writing. Whatever fails is logged, and the message goes on. Thread-safe.
  virtual Answer handle(Arrival arrival, std::size_t body_at) = 0;
};

}  // namespace backstamp::tap
