// What is to be seen of a selection, as KQL behind the selection's own.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/uuid.h"
#include "explorer/selection.h"

namespace backstamp::explorer {

// Of the first rows in the store's own order (by time, newest first).
inline constexpr std::string_view copy_columns[] = {"Timestamp",
                                                    "NetworkMessageId",
                                                    "RecipientEmailAddress",
                                                    "SenderFromAddress",
                                                    "SenderFromDomain",
                                                    "SenderDisplayName",
                                                    "Subject",
                                                    "EmailDirection",
                                                    "DeliveryAction",
                                                    "DeliveryLocation",
                                                    "LatestDeliveryLocation",
                                                    "ThreatTypes",
                                                    "Verdict",
                                                    "SenderIPv4",
                                                    "AttachmentCount",
                                                    "UrlCount",
                                                    "EmailSize",
                                                    "InternetMessageId"};

// Columns of time that a chart of the window has: 5 minutes to a week each, at most 200 of them.
Duration step_of(const Selection& selection);

// Time, Value, Copies: copies by step of time and value of the pivot (nullptr: Value is empty). The
// `values_max` values that most copies have stand for themselves, the rest is "Others".
// Error: invalid when the pivot is no column of the copy.
Result<std::string> chart_query(const Selection& selection, const Field* pivot,
                                std::size_t values_max);

// Value, Copies, Delivered, Junked, Blocked by value of the field, most copies first. For a field
// that hangs on the message: Value, Links, where a message counts as often as it has the value.
std::string top_query(const Selection& selection, const Field& field, std::size_t values_max);

// Where a page of copies ended.
struct CopyCursor {
  Time time;
  std::string network_message_id, recipient;
};
// "MILLISECONDS.ID.RECIPIENT" in hexadecimal digits. Error: invalid.
std::string cursor_text(const CopyCursor& cursor);
Result<CopyCursor> read_cursor(std::string_view text);

// The newest copies after the cursor, `rows_max` of them at most. Rows that come meanwhile don't
// shift a page: it begins where the last one ended.
std::string copies_query(const Selection& selection, const std::vector<const Field*>& columns,
                         const std::optional<CopyCursor>& after, std::size_t rows_max);
// All copies, in the store's own order.
std::string export_query(const Selection& selection, const std::vector<const Field*>& columns);

// NetworkMessageId of the newest messages.
std::string messages_query(const Selection& selection, std::size_t messages_max);
// What an action needs to know of each copy.
std::string targets_query(const Selection& selection, std::size_t copies_max);

// The columns that are shown unless others are asked for.
std::vector<const Field*> usual_columns();

}  // namespace backstamp::explorer
