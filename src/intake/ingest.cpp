#include "intake/ingest.h"

#include <set>
#include <unordered_map>

#include "base/hash.h"

namespace backstamp::intake {
namespace {

using Recipients = std::set<std::string>;
using Known = std::unordered_map<std::string, Recipients>;  // by NetworkMessageId

Result<Known> known_copies(const hunting::Client& client,
                           const std::vector<const DeliveryRows*>& deliveries, Deadline deadline) {
  std::vector<std::string> ids;
  ids.reserve(deliveries.size());
  for (const DeliveryRows* delivery : deliveries) ids.push_back(delivery->network_message_id);
  const hunting::Rows rows =
      TRY(client.query({.sql = "SELECT NetworkMessageId, RecipientEmailAddress FROM EmailEvents "
                               "WHERE NetworkMessageId IN {ids:Array(String)}",
                        .parameters = {{"ids", hunting::array_parameter(ids)}},
                        .settings = {}},
                       deadline));
  Known known;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    known[std::string(rows.text(row, "NetworkMessageId"))].emplace(
        rows.text(row, "RecipientEmailAddress"));
  }
  return known;
}

std::string batch_id(const std::vector<hunting::TableRows>& tables) {
  Sha256Stream digest;
  for (const hunting::TableRows& rows : tables) {
    digest.add(rows.table);
    digest.add(rows.json_lines);
  }
  return "mail-" + hex(digest.finish());
}

}  // namespace

Result<Ingested> Ingest::add(const std::vector<DeliveryRows>& deliveries, Deadline deadline) {
  if (deliveries.empty()) return Ingested{};
  std::size_t bytes = 0;
  for (const DeliveryRows& delivery : deliveries) bytes += delivery.bytes();
  std::unique_lock lock(mutex_);
  changed_.wait(
      lock, [&] { return next_->deliveries.empty() || next_->bytes + bytes <= batch_bytes_max; });
  const std::shared_ptr<Share> share = next_;
  const std::size_t first = share->deliveries.size();
  for (const DeliveryRows& delivery : deliveries) share->deliveries.push_back(&delivery);
  share->bytes += bytes;
  share->deadline = std::max(share->deadline, deadline);
  changed_.wait(lock, [&] { return share->known || !under_way_; });
  if (!share->known) {
    under_way_ = true;
    next_ = std::make_shared<Share>();
    changed_.notify_all();
    lock.unlock();
    auto known = add_batch(share->deliveries, share->deadline);
    lock.lock();
    share->known = std::move(known);
    under_way_ = false;
    changed_.notify_all();
  }
  if (!*share->known) return std::unexpected(share->known->error());
  Ingested result;
  for (std::size_t i = 0; i < deliveries.size(); ++i) {
    if (!(**share->known)[first + i]) continue;
    ++result.known;
    result.known_at.push_back(i);
  }
  result.added = deliveries.size() - result.known;
  return result;
}

Result<std::vector<bool>> Ingest::add_batch(const Deliveries& deliveries, Deadline deadline) {
  // What an earlier batch left in the spool must be visible before asking what is known.
  TRY(writer_.flush(deadline));
  Known known = TRY(known_copies(client_, deliveries, deadline));
  std::vector<bool> were_known;
  Rows rows;
  for (const DeliveryRows* delivery : deliveries) {
    Recipients& recipients = known[delivery->network_message_id];
    const bool first_copy = recipients.empty();
    were_known.push_back(!recipients.insert(delivery->recipient).second);
    if (were_known.back()) continue;
    rows.add(*delivery, first_copy);
  }
  hunting::Batch batch{.id = {}, .tables = rows.take()};
  if (batch.tables.empty()) return were_known;
  batch.id = batch_id(batch.tables);
  TRY(writer_.write(batch));
  TRY(writer_.flush(deadline));
  return were_known;
}

}  // namespace backstamp::intake
