// Test support: a hunting store with mail in it, written row by row.
#pragma once

#include <string>
#include <vector>

#include "base/time.h"
#include "hunting/kql/test_store.h"
#include "message/facts.h"

namespace backstamp::investigation {

struct StoredCopy {
  std::string recipient = "a@example.org";
  Time delivered;
  std::string location = "Inbox/folder";
  std::string threat_types = {};
  std::string verdict = "Unknown";
};

class ClusterStore {
 public:
  bool ready() const { return store_.ready(); }
  const std::string& why_not() const { return store_.why_not(); }
  const hunting::Client& client() const { return store_.client(); }
  const hunting::kql::TestStore& store() const { return store_; }

  // A copy of the message with the rows of its links, files and keys. Visible when it returns.
  void add(const message::Facts& facts, const StoredCopy& copy);
  // The copy lies elsewhere since `at`.
  void move(const message::Facts& facts, const std::string& recipient, const std::string& location,
            Time at);

 private:
  hunting::kql::TestStore store_;
};

// The facts of a plain-text message.
struct Letter {
  std::string id = "1";
  std::string from = "news@sender.example";
  std::string ip = "203.0.113.5";
  std::string subject = "Hello";
  std::string text;
};
message::Facts facts_of(const Letter& letter);

}  // namespace backstamp::investigation
