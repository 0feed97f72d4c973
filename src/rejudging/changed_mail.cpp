#include "rejudging/changed_mail.h"

namespace backstamp::rejudging {
namespace {

// Messages that the job made Malicious.
constexpr std::string_view made_bad =
    "(SELECT NetworkMessageId FROM VerdictEvents WHERE CauseId = {job:String} AND EntityType = "
    "'MailMessage' AND Verdict = 'Malicious' AND PreviousVerdict != 'Malicious')";

std::string rank(const std::string& column) {
  return "indexOf(['Unknown', 'NoThreatsFound', 'Suspicious', 'Malicious'], " + column + ")";
}

BadCopy bad_copy(const hunting::Rows& rows, std::size_t row) {
  BadCopy bad;
  if (const auto id = Uuid::parse(rows.text(row, "Id"))) bad.copy.network_message_id = *id;
  bad.copy.recipient = Text::lossy(rows.text(row, "Recipient"));
  bad.latest_location = rows.text(row, "Location");
  bad.folder = rows.text(row, "MailboxFolder");
  bad.name = rows.text(row, "MailboxName");
  return bad;
}

}  // namespace

Result<ChangeCounts> ChangedMail::count(Deadline deadline) const {
  const std::string before = rank("PreviousVerdict");
  const std::string worse = rank("Verdict") + " > " + before;
  const std::string better = rank("Verdict") + " < " + before;
  const hunting::Rows rows = TRY(client_.query(
      {.sql = "SELECT countIf(" + worse + ") AS Worse, sumIf(Copies, " + worse +
              ") AS WorseCopies, countIf(" + better + ") AS Better, sumIf(Copies, " + better +
              ") AS BetterCopies FROM VerdictEvents WHERE CauseId = {job:String} AND EntityType = "
              "'MailMessage'",
       .parameters = {{"job", job_}},
       .settings = {}},
      deadline));
  return ChangeCounts{.messages_worse = rows.integer(0, "Worse"),
                      .copies_worse = rows.integer(0, "WorseCopies"),
                      .messages_better = rows.integer(0, "Better"),
                      .copies_better = rows.integer(0, "BetterCopies")};
}

Result<std::vector<BadCopy>> ChangedMail::turned_bad(const std::optional<casework::Copy>& after,
                                                     std::size_t copies_max,
                                                     Deadline deadline) const {
  const std::string last_id = after ? after->network_message_id.text() : "";
  const std::string last_recipient = after ? after->recipient.str() : "";
  const std::string bad(made_bad);
  const hunting::Rows rows = TRY(client_.query(
      {.sql =
           "SELECT e.Id AS Id, e.Recipient AS Recipient, MailboxFolder, MailboxName, "
           "if(m.Moves > 0, m.Latest, Original) AS Location FROM "
           "(SELECT NetworkMessageId AS Id, RecipientEmailAddress AS Recipient, "
           "any(MailboxFolder) AS MailboxFolder, any(MailboxName) AS MailboxName, "
           "any(DeliveryLocation) AS Original FROM EmailEvents WHERE NetworkMessageId IN " +
           bad +
           " AND (NetworkMessageId, RecipientEmailAddress) > ({id:String}, {recipient:String}) "
           "GROUP BY Id, Recipient ORDER BY Id, Recipient LIMIT {most:UInt64}) AS e LEFT JOIN "
           "(SELECT NetworkMessageId AS Id, RecipientEmailAddress AS Recipient, "
           "count() AS Moves, argMax(DeliveryLocation, (Timestamp, IngestedAt)) AS Latest "
           "FROM EmailPostDeliveryEvents WHERE ActionResult = 'Success' AND NetworkMessageId IN " +
           bad +
           " GROUP BY Id, Recipient) AS m ON e.Id = m.Id AND e.Recipient = m.Recipient "
           "ORDER BY Id, Recipient",
       .parameters = {{"job", job_},
                      {"id", hunting::text_parameter(last_id)},
                      {"recipient", hunting::text_parameter(last_recipient)},
                      {"most", std::to_string(copies_max)}},
       .settings = {}},
      deadline));
  std::vector<BadCopy> copies;
  copies.reserve(rows.size());
  for (std::size_t row = 0; row < rows.size(); ++row) copies.push_back(bad_copy(rows, row));
  return copies;
}

Result<bool> ChangedMail::still_bad(Deadline deadline) const {
  const hunting::Rows rows = TRY(client_.query(
      {.sql = "SELECT countIf(Last = 'Malicious') AS Bad FROM (SELECT argMax(Verdict, (Timestamp, "
              "IngestedAt)) AS Last FROM VerdictEvents WHERE EntityType = 'MailMessage' AND "
              "NetworkMessageId IN " +
              std::string(made_bad) + " GROUP BY NetworkMessageId)",
       .parameters = {{"job", job_}},
       .settings = {}},
      deadline));
  return rows.integer(0, "Bad") > 0;
}

Result<std::string> ChangedMail::verdict_of_entity(std::string_view entity,
                                                   Deadline deadline) const {
  const hunting::Rows rows = TRY(client_.query(
      {.sql = "SELECT argMax(Verdict, (Timestamp, IngestedAt)) AS Last FROM VerdictEvents WHERE "
              "Entity = {entity:String} AND EntityType != 'MailMessage' AND CauseId != "
              "{job:String}",
       .parameters = {{"entity", hunting::text_parameter(entity)}, {"job", job_}},
       .settings = {}},
      deadline));
  return std::string(rows.text(0, "Last"));
}

}  // namespace backstamp::rejudging
