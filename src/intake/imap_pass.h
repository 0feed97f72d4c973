// One look at one mailbox on an IMAP server: what came, went and moved since the look before.
//
// New messages go the way of every delivery (ingest.h). What the owner moved or deleted becomes
// rows of EmailPostDeliveryEvents, so that the latest location of each copy is true; what an action
// does is told by the action.
// Always holds: what was found is in the hunting store before the case store says that it was seen,
// so a look that was cut short is repeated and adds nothing twice.
#pragma once

#include <functional>
#include <stop_token>

#include "base/result.h"
#include "base/time.h"
#include "casework/store.h"
#include "hunting/writer.h"
#include "intake/ingest.h"
#include "message/parse.h"
#include "platform/imap_session.h"
#include "verdict/indicators.h"

namespace backstamp::intake {

struct PassTools {
  casework::Store& store;
  Ingest& ingest;
  hunting::Writer& writer;
  const Clock& clock;
  std::function<message::Surroundings()> surroundings;
  std::function<verdict::Indicators()> indicators;
  // Told of each message that came into the mailbox, before it counts as seen; may be empty.
  std::function<void(const Text& mailbox, std::string_view letter)> arrived;
  std::uint64_t bytes_max = 64ull * 1024 * 1024;  // larger messages are passed over
};

struct PassCounts {
  std::uint64_t messages = 0;  // read
  std::uint64_t copies_added = 0, copies_known = 0, moved = 0, gone = 0, too_large = 0;
};

// `progress` is called now and then with the counts so far. Errors: those of the session, of
// Ingest::add() and of the store; cancelled.
Result<PassCounts> look_at_mailbox(platform::ImapSession& session, const Text& mailbox,
                                   const PassTools& tools,
                                   const std::function<void(const PassCounts&)>& progress,
                                   std::stop_token stop);

}  // namespace backstamp::intake
