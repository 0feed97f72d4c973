// One command on another machine over SSH. libssh is hidden in the .cpp.
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "base/time.h"

namespace backstamp::investigation {

struct SshPlace {
  std::string user, host;
  std::uint16_t port = 22;
};
// "USER@HOST:PORT", "USER@[::1]:22". Error: invalid.
Result<SshPlace> parse_ssh_place(const std::string& text);
std::string text_of(const SshPlace& place);

struct SshEnd {
  int status = 0;      // exit status; -1 when the command was ended by a signal
  std::string output;  // standard output, at most 48 KiB; the rest is thrown away
};

// Signs in by password, or by key when the secret is a private key (PEM or OpenSSH, without a
// passphrase), runs the command line in the user's shell there, and waits for its end. Neither
// configuration nor keys of this user are read. Errors: denied (the host shows a key whose SHA256
// fingerprint is not among `host_keys`; the secret is not taken), unavailable, timeout (deadline or
// stop; the session is cut, what the command does then is up to that machine).
struct SshTask {
  SshPlace place;
  std::string host_keys;  // fingerprints, "SHA256:...", separated by blanks
  std::string secret;
  std::string command;
};
Result<SshEnd> run_over_ssh(const SshTask& task, Deadline deadline, const std::stop_token& stop);

}  // namespace backstamp::investigation
