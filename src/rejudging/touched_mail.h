// What is kept of the mail that a job touches.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/text.h"
#include "base/time.h"
#include "base/uuid.h"
#include "hunting/client.h"
#include "rejudging/touching_condition.h"
#include "verdict/indicator_reasons.h"
#include "verdict/verdict.h"

namespace backstamp::rejudging {

// Where a copy lay when it was read.
struct CopyPlace {
  Text recipient;
  std::string folder, name;
};

// One message, however many copies it has.
struct TouchedMessage {
  std::string network_message_id;
  std::uint64_t copies = 0;
  verdict::Indicated indicated;
  // What detectors and engines saw when the letter was read last, on arrival or later; not weighed.
  std::vector<verdict::Reason> own_reasons;
  std::vector<CopyPlace> places;  // of some of its copies
  bool readable = true;
  std::string verdict, threat_types;  // what holds now: of the last change, or on arrival
};

class TouchedMail {
 public:
  TouchedMail(const hunting::Client& client, Condition condition)
      : client_(client), condition_(std::move(condition)) {}

  // How many messages there are. Errors as hunting::Client.
  Result<std::uint64_t> count(Deadline deadline) const;

  // Share `number` of `shares`, in the order of their ids: messages are dealt out by their id, so
  // that a share is the same when asked again.
  Result<std::vector<TouchedMessage>> share(std::int64_t number, std::int64_t shares,
                                            Deadline deadline) const;

 private:
  const hunting::Client& client_;
  const Condition condition_;
};

}  // namespace backstamp::rejudging
