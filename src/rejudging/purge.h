// Zero-hour purge: takes delivered copies of mail that turned bad out of the mailboxes, and brings
// them back when what caused it is lifted.
#pragma once

#include "casework/rejudging_table.h"
#include "rejudging/run.h"

namespace backstamp::rejudging {

// Plans actions for the copies of messages that this job made Malicious, and approves them in the
// policy's name up to its bound. Copies that are left alone get a row with the reason. Doing it
// again changes nothing.
Result<void> purge_what_turned_bad(casework::Rejudging& job, const Tools& tools);

// Undoes the purges of earlier jobs of the same indicator whose messages are all no longer
// Malicious, and rejects those that still wait.
Result<void> take_purges_back(casework::Rejudging& job, const Tools& tools);

}  // namespace backstamp::rejudging
