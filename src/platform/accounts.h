// The capability to change accounts: forwarding, delegates, sessions, passwords, sending. One
// implementation a kind of directory or mail server; so far a command of the administrator's.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/text.h"

namespace backstamp::platform {

struct AccountChange {
  std::string change;   // "forwarding_off", "sessions_revoked", ...
  Text account;         // address
  std::string subject;  // what it is about: a rule, a delegate; empty for the account as a whole
};

struct AccountState {
  bool in_effect = false;  // the change holds: nothing is left to do
  std::string before;      // what is needed to go back, as the implementation wrote it
};

class Accounts {
 public:
  virtual ~Accounts() = default;
  // Changes nothing. Errors: not_found (no such account or subject), unavailable.
  virtual Result<AccountState> look(const AccountChange& change) const = 0;
  // Errors: as look(); denied.
  virtual Result<void> make(const AccountChange& change) const = 0;
  // `before`: of the look() that came before make().
  virtual Result<void> take_back(const AccountChange& change, const std::string& before) const = 0;
};

// Runs a program with these words; gives its exit status and what it printed.
struct ProgramEnd {
  int status = 0;
  std::string output;
};
using RunProgram = std::function<Result<ProgramEnd>(const std::vector<std::string>& words)>;

// Asks `command` (an absolute path):
//   COMMAND look CHANGE ACCOUNT SUBJECT            prints {"in_effect": true|false, "before": ...}
//   COMMAND make CHANGE ACCOUNT SUBJECT
//   COMMAND take-back CHANGE ACCOUNT SUBJECT BEFORE
// Exit status 0: done; 4: no such account or subject; others: it could not be done, the first line
// printed says why.
class CommandAccounts final : public Accounts {
 public:
  CommandAccounts(std::string command, RunProgram run)
      : command_(std::move(command)), run_(std::move(run)) {}
  Result<AccountState> look(const AccountChange& change) const override;
  Result<void> make(const AccountChange& change) const override;
  Result<void> take_back(const AccountChange& change, const std::string& before) const override;

 private:
  Result<std::string> run(const char* verb, const AccountChange& change,
                          const std::string* before) const;

  const std::string command_;
  const RunProgram run_;
};

}  // namespace backstamp::platform
