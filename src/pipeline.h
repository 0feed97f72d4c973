// The way of a reported message, one named call a step.
#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "casework/store.h"
#include "hunting/client.h"
#include "hunting/writer.h"
#include "intake/ingest.h"
#include "investigation/alerts.h"
#include "investigation/investigator.h"
#include "investigation/playbook_library.h"
#include "investigation/policies/firing.h"
#include "message/message_store.h"
#include "message/parse.h"
#include "platform/mailboxes.h"
#include "verdict/indicators.h"

namespace backstamp {

struct Parts {
  casework::Store& store;
  const hunting::Client& hunting;
  hunting::Writer& writer;
  intake::Ingest& ingest;
  const message::MessageStore& letters;
  const platform::Mailboxes& mailboxes;
  investigation::Investigator& investigator;
  const investigation::PlaybookLibrary& playbooks;
  const Clock& clock;
  std::function<message::Surroundings()> surroundings;
  std::function<verdict::Indicators()> indicators;
};

class Pipeline {
 public:
  explicit Pipeline(Parts parts) : parts_(std::move(parts)) {}

  // A user reports a message as "phish", "junk" or "not-junk". Durable when it returns. Errors:
  // invalid (no message, no address, another word), limit (too large, no space).
  Result<investigation::Raised> report(std::string_view bytes, const Text& by,
                                       const std::string& reported_as);

  // A policy fired on events: its alert, and the investigation it starts or joins. The same firing
  // again is the same alert.
  Result<void> raise_by_policy(const investigation::EventPolicy& policy,
                               const investigation::Firing& firing);

  // An analyst starts an investigation of an account, as it was at `at` or, without one, when it
  // last did anything. Errors: invalid (no address), not_found (no such playbook).
  Result<investigation::Raised> investigate_account(const Text& account, const Text& by,
                                                    const std::string& playbook_id,
                                                    const std::optional<Time>& at);

  // An analyst starts an investigation of a message that lies in a mailbox, by the playbook with
  // that id, or by the policy's own when it is empty. Errors: not_found when no copy of the message
  // can be read, or there is no such playbook.
  Result<investigation::Raised> investigate(const message::NetworkMessageId& message,
                                            const Text& by, const std::string& playbook_id = "");

  // What a playbook would do about such a message, changing nothing (investigation/dry_run.h):
  // JSON. Errors: as investigate().
  Result<std::string> dry_run(const message::NetworkMessageId& message,
                              const std::string& playbook_id);

 private:
  Result<investigation::Raised> raise(const message::Facts& facts, const std::string& letter,
                                      const investigation::AlertPolicy& policy, const Text& by,
                                      const playbook::Document* playbook);
  void make_copy_known(const message::Facts& facts, const Text& mailbox);
  Result<Bytes> read_copy(const message::NetworkMessageId& message);
  void tell_hunters(const investigation::Raised& raised);

  Parts parts_;
};

}  // namespace backstamp
