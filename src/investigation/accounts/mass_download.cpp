#include "investigation/accounts/mass_download.h"

#include "investigation/accounts/audit_record.h"

namespace backstamp::investigation {
namespace {

struct Fetch {
  const AccountEvent* event = nullptr;
  std::int64_t items = 1;
};

struct Peak {
  std::int64_t items = 0;
  std::size_t first = 0, last = 0;
};

Peak peak_of(std::span<const Fetch> fetches, std::chrono::minutes within) {
  Peak peak;
  std::int64_t items = 0;
  std::size_t begin = 0;
  for (std::size_t end = 0; end < fetches.size(); ++end) {
    items += fetches[end].items;
    while (fetches[end].event->at - fetches[begin].event->at > within)
      items -= fetches[begin++].items;
    if (items > peak.items) peak = {.items = items, .first = begin, .last = end};
  }
  return peak;
}

}  // namespace

const std::vector<std::string>& download_actions() {
  static const std::vector<std::string> actions = {"FileDownloaded", "FileSyncDownloadedFull",
                                                   "MailItemsAccessed"};
  return actions;
}

std::vector<AccountFinding> download_findings(std::span<const AccountEvent> events, Time from,
                                              const DownloadPolicy& policy) {
  std::vector<Fetch> past, now;
  for (const AccountEvent& event : events) {
    const bool mail = event.action == "MailItemsAccessed";
    const Fetch fetch{&event, mail ? read_audit_record(event.raw).operation_count : 1};
    (event.at < from ? past : now).push_back(fetch);
  }
  const Peak worst = peak_of(now, policy.within);
  const Peak usual = peak_of(past, policy.within);
  const auto items = static_cast<double>(worst.items);
  if (items < policy.items_min || items <= policy.factor * static_cast<double>(usual.items))
    return {};
  const AccountEvent& first = *now[worst.first].event;
  return {{.rule = "mass_download",
           .detail = "fetched " + std::to_string(worst.items) + " items within " +
                     std::to_string(policy.within.count()) + " minutes from " + rfc3339(first.at) +
                     " (" + first.ip + "); before, never more than " + std::to_string(usual.items),
           .at = first.at,
           .report_id = first.report_id}};
}

}  // namespace backstamp::investigation
