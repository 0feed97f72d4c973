#include "intake/arrivals.h"

#include <algorithm>

#include "base/log.h"
#include "casework/guard_table.h"
#include "tap/arrival.h"

namespace backstamp::intake {
namespace {

constexpr std::chrono::milliseconds engine_wait_ms_max{60'000};

bool is_ours(const Text& address, const message::Surroundings& surroundings) {
  const std::string_view domain = address.view().substr(address.view().rfind('@') + 1);
  return std::ranges::any_of(surroundings.accepted_domains,
                             [&](const Text& own) { return ascii_equal(own.view(), domain); });
}

class Taking {
 public:
  explicit Taking(const ArrivalTools& tools)
      : tools_(tools), surroundings_(tools.surroundings()), indicators_(tools.indicators()) {}

  void add(const tap::Arrival& arrival) {
    Delivery delivery;
    delivery.facts = message::parse(tap::as_delivered(arrival), surroundings_);
    delivery.facts.network_message_id = message::NetworkMessageId(arrival.network_message_id);
    delivery.delivered = arrival.at;
    delivery.folder = "INBOX";
    delivery.arrival = judge_on_arrival(delivery.facts, indicators_, tools_.clock.now());
    for (const Text& recipient : arrival.recipients) {
      const bool ours = is_ours(recipient, surroundings_);
      if (ours && tools_.is_alias(recipient)) continue;
      delivery.recipient = recipient;
      delivery.location = arrival.held ? "Quarantine"
                          : ours       ? "Inbox/folder"
                                       : "On-premises/external";
      rows_.push_back(rows_of(delivery));
    }
    if (!arrival.guard.is_nil()) guards_.push_back(arrival);
  }

  Result<void> finish() {
    TRY(tools_.ingest.add(rows_, deadline_in(engine_wait_ms_max)));
    if (guards_.empty()) return {};
    return tools_.store.transact([&](casework::Session& session) -> Result<void> {
      for (const tap::Arrival& arrival : guards_) {
        TRY(casework::put_guard(session, arrival.guard, arrival.network_message_id, arrival.at));
      }
      return {};
    });
  }

 private:
  const ArrivalTools& tools_;
  const message::Surroundings surroundings_;
  const verdict::Indicators indicators_;
  std::vector<DeliveryRows> rows_;
  std::vector<tap::Arrival> guards_;
};

}  // namespace

Result<std::vector<bool>> take_arrivals(std::span<const Tray::Item> items,
                                        const ArrivalTools& tools) {
  std::vector<bool> good;
  Taking taking(tools);
  for (const Tray::Item& item : items) {
    const auto arrival = tap::arrival_from_item(item.bytes);
    good.push_back(arrival.has_value());
    if (arrival) {
      taking.add(*arrival);
    } else {
      log(LogLevel::error, "arrival not read", {{"why", arrival.error().what}});
    }
  }
  TRY(taking.finish());
  return good;
}

}  // namespace backstamp::intake
