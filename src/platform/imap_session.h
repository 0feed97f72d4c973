// One signed-in IMAP connection (RFC 3501) to one mailbox. libetpan is hidden in the .cpp files.
//
// For one thread at a time. Every wait is bounded by ImapServer::wait_seconds_max. After an error
// of Fault::unavailable or Fault::timeout the session is spent: make another.
// Never used: a bare EXPUNGE, which would take out what others marked.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/text.h"
#include "base/time.h"

namespace backstamp::platform {

struct ImapServer {
  std::string host;  // a loopback address: the master's password travels unprotected
  std::uint16_t port = 143;
  std::string master_user, master_password;
  int wait_seconds_max = 20;  // for each answer
};

struct ImapFolder {
  std::string wire;  // as the server names it
  std::string name;  // with "/" between levels; "INBOX" in capitals
};

struct ImapFolderState {
  std::uint32_t uid_validity = 0, uid_next = 0, messages = 0;
  std::uint64_t modseq = 0;  // RFC 7162; 0 where the server keeps none
  bool operator==(const ImapFolderState&) const = default;
};

struct ImapMessage {
  std::uint32_t uid = 0;
  std::string flags;  // "\Answered \Seen $Work": sorted, without \Recent
  Time received;      // INTERNALDATE
  std::uint64_t size = 0;
  Bytes bytes = {};  // only where asked for
};

struct ImapRight {
  std::string who;     // a user's name, "anyone", ...
  std::string rights;  // RFC 4314: "lrs"; empty: none
};

class ImapSession {
 public:
  // Signs in as the master user on behalf of `address` (SASL PLAIN with an authorization id).
  // Errors: unavailable; denied when the server refuses, which it also does for an address it does
  // not know.
  static Result<std::unique_ptr<ImapSession>> open(const ImapServer& server, const Text& address);
  ~ImapSession();
  ImapSession(const ImapSession&) = delete;
  ImapSession& operator=(const ImapSession&) = delete;

  // The mailbox's own folders that hold mail; those shared by others are left out.
  Result<std::vector<ImapFolder>> folders();
  Result<ImapFolderState> status(const std::string& wire);

  // Makes the folder the selected one; nothing is sent when it is already. Error: not_found.
  Result<ImapFolderState> select(const std::string& wire);
  const std::string& selected() const { return selected_; }

  // Of the selected folder:
  Result<std::vector<std::uint32_t>> all_uids();
  // By the exact Message-ID header, as far as the server compares exactly.
  Result<std::vector<std::uint32_t>> search_message_id(std::string_view internet_message_id);
  // Nothing for a UID that is not there. `uids` at most some hundreds.
  Result<std::vector<ImapMessage>> about(std::span<const std::uint32_t> uids);
  // Those that came or got other flags after the folder was at `modseq` (RFC 7162).
  Result<std::vector<ImapMessage>> about_changed(std::uint64_t modseq);
  // Those with a UID of at least `first`.
  Result<std::vector<ImapMessage>> about_from(std::uint32_t first);
  Result<std::vector<ImapMessage>> read(std::span<const std::uint32_t> uids);
  // True when it was there and is gone now; false when it was not there. Needs UIDPLUS (RFC 4315).
  // Errors: denied when the server keeps it.
  Result<bool> remove(std::uint32_t uid);

  // Returns the new UIDVALIDITY and UID. Errors: not_found (no such folder), limit (over quota).
  struct Appended {
    std::uint32_t uid_validity = 0, uid = 0;
  };
  Result<Appended> append(const std::string& wire, const std::string& flags, Time received,
                          std::string_view bytes);
  Result<void> create(const std::string& wire);

  // Who may do what in a folder (RFC 4314), and changing it; without rights the entry goes.
  bool has_acl() const;
  Result<std::vector<ImapRight>> rights(const std::string& wire);
  Result<void> set_rights(const std::string& wire, const ImapRight& right);

  // Something may have changed meanwhile by other sessions.
  Result<void> refresh();

  // IDLE (RFC 2177): the server tells of changes on fd(). Between the two nothing else is called.
  Result<void> begin_idle();
  Result<void> end_idle();
  int fd() const;

  bool spent() const { return spent_; }

 private:
  struct State;
  explicit ImapSession(std::unique_ptr<State> state, Text address);
  Result<void> sign_in(const ImapServer& server);
  Result<void> learn_prefixes();
  bool is_own(const std::string& wire) const;
  Error error(int code, std::string_view doing);
  Result<void> check(int code, std::string_view doing);

  std::unique_ptr<State> state_;
  const Text address_;
  std::string selected_;
  ImapFolderState selected_state_;
  std::vector<std::string> foreign_prefixes_;
  bool spent_ = false, idling_ = false;
};

// "1700000000.17": UIDVALIDITY and UID, by which a message is known in its folder. Its bytes never
// change under the same pair (RFC 3501, 2.3.1.1).
struct ImapName {
  std::uint32_t uid_validity = 0, uid = 0;
};
std::string text_of(const ImapName& name);
std::optional<ImapName> parse_imap_name(std::string_view text);

}  // namespace backstamp::platform
