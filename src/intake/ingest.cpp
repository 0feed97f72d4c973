#include "intake/ingest.h"

#include <set>
#include <unordered_map>

#include "base/hash.h"

namespace backstamp::intake {
namespace {

using Recipients = std::set<std::string>;
using Known = std::unordered_map<std::string, Recipients>;  // by NetworkMessageId

Result<Known> known_copies(const hunting::Client& client,
                           const std::vector<DeliveryRows>& deliveries, Deadline deadline) {
  std::vector<std::string> ids;
  ids.reserve(deliveries.size());
  for (const DeliveryRows& delivery : deliveries) ids.push_back(delivery.network_message_id);
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
  const std::scoped_lock lock(one_batch_);
  // What an earlier batch left in the spool must be visible before asking what is known.
  TRY(writer_.flush(deadline));
  Known known = TRY(known_copies(client_, deliveries, deadline));
  Ingested result;
  Rows rows;
  for (const DeliveryRows& delivery : deliveries) {
    Recipients& recipients = known[delivery.network_message_id];
    const bool first_copy = recipients.empty();
    if (!recipients.insert(delivery.recipient).second) {
      ++result.known;
      continue;
    }
    rows.add(delivery, first_copy);
    ++result.added;
  }
  hunting::Batch batch{.id = {}, .tables = rows.take()};
  if (batch.tables.empty()) return result;
  batch.id = batch_id(batch.tables);
  TRY(writer_.write(batch));
  TRY(writer_.flush(deadline));
  return result;
}

}  // namespace backstamp::intake
