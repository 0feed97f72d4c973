// One re-judging job: looks at touched mail share by share, records changed verdicts, purges what
// turned bad and takes earlier purges back. What a run left undone the next one goes on with.
#pragma once

#include <functional>
#include <stop_token>

#include "action/executor.h"
#include "base/time.h"
#include "casework/rejudging_table.h"
#include "casework/store.h"
#include "hunting/client.h"
#include "hunting/writer.h"
#include "message/message_store.h"
#include "message/parse.h"
#include "platform/mailboxes.h"
#include "rejudging/purge_policy.h"
#include "verdict/engines/panel.h"
#include "verdict/indicators.h"

namespace backstamp::rejudging {

struct Tools {
  casework::Store& store;
  const platform::Mailboxes& mailboxes;
  const message::MessageStore& letters;
  const verdict::Panel& engines;
  std::function<message::Surroundings()> surroundings;
  const hunting::Client& hunting;
  hunting::Writer& writer;
  action::Executor& executor;
  std::function<verdict::Indicators()> indicators;
  const PurgePolicy& policy;
  const Clock& clock;
  std::int64_t share_messages = 100'000;  // of one question to the hunting store
  std::int64_t share_letters = 2'000;     // where each message's letter is read again
};

// Brings `job` to its end; each step is durable before the next begins. Errors: cancelled when
// `stop` was requested; others come from the stores and are worth another try.
Result<void> run(casework::Rejudging& job, const Tools& tools, std::stop_token stop);

}  // namespace backstamp::rejudging
