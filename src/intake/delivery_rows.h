// What the hunting store is told of one delivery.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/text.h"
#include "hunting/writer.h"
#include "intake/delivery.h"

namespace backstamp::intake {

struct Lines {
  std::string text;
  std::uint64_t count = 0;
};

// A copy is known by its message and its recipient.
struct DeliveryRows {
  std::string network_message_id;
  std::string recipient;  // as its row holds it
  std::string event;      // its row of EmailEvents, open: FirstCopy is not known yet
  Lines attachments;
  Lines urls;  // rows without a recipient: they come with the first copy alone

  std::size_t bytes() const { return event.size() + attachments.text.size() + urls.text.size(); }
};

// The rows of many deliveries.
class Rows {
 public:
  void add(const DeliveryRows& delivery, bool first_copy);
  // One entry for each table that has rows; none are left.
  std::vector<hunting::TableRows> take();

 private:
  Lines events_, attachments_, urls_;
};

DeliveryRows rows_of(const Delivery& delivery);

}  // namespace backstamp::intake
