// An engine: something beside our own detectors that has an opinion of a message. Each is one file,
// made in make_panel.cpp, and asked through a Panel.
#pragma once

#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/text.h"
#include "base/time.h"
#include "message/facts.h"
#include "verdict/weigh.h"

namespace backstamp::verdict {

// What all engines are asked about. Shared, because an engine that is late still reads it.
struct Inquiry {
  Bytes bytes;  // the message as it came
  message::Facts facts;
};

// The Panel calls one engine from one thread, one question at a time. An engine should end at the
// deadline or soon after `stop`, but nobody waits for it who has no time.
class Engine {
 public:
  virtual ~Engine() = default;
  virtual std::string_view name() const = 0;  // "ClamAV"

  // Nothing found is an opinion without reasons. Errors: unavailable, timeout, limit; the text says
  // where the engine was looked for and what to do.
  virtual Result<Opinion> examine(const Inquiry& inquiry, Deadline deadline,
                                  std::stop_token stop) = 0;

  // Whether it works, and what it is: "ClamAV 1.4.6/27000". Errors as examine().
  virtual Result<std::string> version(Deadline deadline, std::stop_token stop) = 0;
};

}  // namespace backstamp::verdict
