// One signed-in ManageSieve connection (RFC 5804) to one mailbox's scripts.
//
// For one thread at a time. After any error but not_found the connection is spent.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/text.h"
#include "base/time.h"
#include "http/socket.h"
#include "platform/imap_session.h"

namespace backstamp::platform {

struct SieveScriptName {
  std::string name;
  bool active = false;
};

class ManageSieve {
 public:
  // `server` as for IMAP: its port is ManageSieve's. Errors: unavailable, timeout, denied.
  static Result<ManageSieve> open(const ImapServer& server, const Text& address);

  Result<std::vector<SieveScriptName>> scripts();
  // Errors: not_found; limit (larger than 1 MiB).
  Result<Bytes> script(const std::string& name);
  // Keeps the script; the server checks it. Errors: invalid (the server refuses its text), limit.
  Result<void> put(const std::string& name, std::string_view text);
  // Makes this script the one that runs; with an empty name none does. Error: not_found.
  Result<void> activate(const std::string& name);

 private:
  ManageSieve(http::Socket socket, Deadline deadline)
      : socket_(std::move(socket)), deadline_(deadline) {}

  // What stands before the OK, NO or BYE of an answer: lines, literals put in place of "{n}".
  struct Line {
    std::vector<std::string> words;  // atoms and strings, in order
  };
  Result<std::vector<Line>> ask(const std::string& command, const std::string& doing);
  Result<std::vector<Line>> answer(const std::string& doing);
  Result<Line> line();
  Result<char> next();
  Result<std::string> quoted();
  Result<std::string> literal();

  http::Socket socket_;
  const Deadline deadline_;
  std::string buffer_;
  std::size_t at_ = 0;
};

}  // namespace backstamp::platform
