// Outcomes of actions -> EmailPostDeliveryEvents.
#pragma once

#include <span>
#include <string>

#include "action/executor.h"
#include "hunting/writer.h"

namespace backstamp {

class PostDelivery final : public action::PostDeliveryEvents {
 public:
  explicit PostDelivery(hunting::Writer& writer) : writer_(writer) {}
  Result<void> record(const std::string& batch_id, const casework::Action& action,
                      std::span<const Event> events) override;

 private:
  hunting::Writer& writer_;
};

}  // namespace backstamp
