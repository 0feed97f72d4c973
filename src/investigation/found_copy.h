// A copy of a message as the hunting store tells of it, and how its row is read.
#pragma once

#include <string>
#include <string_view>

#include "base/time.h"
#include "casework/entity.h"
#include "hunting/client.h"
#include "message/facts.h"

namespace backstamp::investigation {

// With its latest delivery location, once that was asked for; before, the original one.
struct FoundCopy {
  casework::Copy copy;
  Time delivered;
  std::string sender_address, sender_domain, sender_ip, subject, direction;
  std::string dmarc, spf, dkim;
  std::string original_location, latest_location;
  std::string threat_types;
  std::string folder, name;  // where it lay when it was read
  std::string body_fingerprint;
  message::BodySketch sketch;
};

struct Window {
  Time from, to;
};

// What SELECT has to name for found_copy() to read a row of EmailEvents.
std::string_view found_copy_columns();
// The rows of such a SELECT; `row` is below rows.size().
FoundCopy found_copy(const hunting::Rows& rows, std::size_t row);

// A sketch's bytes as EmailEvents.BodySketch holds them: 256 hex digits.
std::string sketch_digits(const message::BodySketch& sketch);
// And back; false when they are none.
bool read_sketch_digits(std::string_view digits, message::BodySketch& sketch);

}  // namespace backstamp::investigation
