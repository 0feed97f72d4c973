// Where the copies of one mailbox were and are, folder by folder: what its owner did with them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/text.h"
#include "base/time.h"
#include "base/uuid.h"

namespace backstamp::intake {

class OwnerMoves {
 public:
  // The folders in which the message lay, one name for each instance.
  void begin(const Uuid& message, std::vector<std::string> folders);
  bool knows(const Uuid& message) const { return places_.contains(message); }
  bool is_new(const Uuid& message) const;  // it lay nowhere, and has not come

  void left(const Uuid& message, const std::string& folder);
  void came(const Uuid& message, const std::string& folder);

  // It lies in this folder since it came, though it was told to be in the INBOX.
  void was_told(const Uuid& message, const std::string& folder);

  struct Move {
    Uuid message;
    std::string from, to;  // folders; `to` is empty when no instance is left
  };
  // Messages that lay somewhere and now lie elsewhere or nowhere. A further instance is no move.
  std::vector<Move> moves() const;

 private:
  struct Places {
    std::vector<std::string> before, now;
    std::string delivered_to = {};
  };
  std::map<Uuid, Places> places_;
};

// A row of EmailPostDeliveryEvents, with its line end.
std::string event_line(const OwnerMoves::Move& move, const Text& mailbox, Time at);

}  // namespace backstamp::intake
