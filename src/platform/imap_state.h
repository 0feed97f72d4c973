// What an ImapSession hides: libetpan's own session. Included by its .cpp files after libetpan.
#pragma once

#include "platform/imap_session.h"

struct mailimap;

namespace backstamp::platform {

struct ImapSession::State {
  State();
  ~State();
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  mailimap* imap;
};

}  // namespace backstamp::platform
