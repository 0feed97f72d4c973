// What the hunting store is told of one delivery.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/text.h"
#include "hunting/writer.h"
#include "intake/delivery.h"

namespace backstamp::intake {

struct Rows {
  std::string email_events, email_attachment_info, email_url_info, email_body_keys;
  std::uint64_t events = 0, attachments = 0, urls = 0, keys = 0;

  std::size_t bytes() const;
  void add(const Rows& more);
  // One entry for each table that has rows; none are left.
  std::vector<hunting::TableRows> take();
};

// A copy is known by its message and its recipient.
struct DeliveryRows {
  std::string network_message_id;
  std::string recipient;  // as its row holds it
  Rows of_message;        // rows without a recipient: they come with the first copy alone
  Rows of_copy;

  std::size_t bytes() const { return of_message.bytes() + of_copy.bytes(); }
};

DeliveryRows rows_of(const Delivery& delivery);

}  // namespace backstamp::intake
