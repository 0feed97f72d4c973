// A message as the mail server took it in, with its envelope: what the tap tells `serve`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/text.h"
#include "base/time.h"
#include "base/uuid.h"

namespace backstamp::tap {

struct Arrival {
  Time at;
  Text queue_id;      // of the mail server; empty where it gave none
  Text client_ip;     // who handed it in
  Text helo;          // how that one names itself
  Text signed_in_as;  // SASL user; empty for none
  Text mail_from;     // envelope sender; empty for <>
  std::vector<Text> recipients;
  bool held = false;        // the mail server was told to hold it
  Uuid network_message_id;  // of the letter as it goes on
  Uuid guard;               // in its guarded links; nil where there are none
  Bytes letter;             // as it came, links unguarded; without what the mail server adds later
};

// One line of JSON, then the letter.
std::string to_item(const Arrival& arrival);
// Error: corrupt.
Result<Arrival> arrival_from_item(std::string_view item);

// The letter with the fields that the mail server adds on its top, so that the sender's address and
// envelope can be read from it as from delivered mail. Its NetworkMessageId stays the same.
Bytes as_delivered(const Arrival& arrival);

}  // namespace backstamp::tap
