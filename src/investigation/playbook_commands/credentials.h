// Secrets that playbooks refer to by name (kms_key_identifier of their authentication information):
// kept in files of the administrator's, read when they are needed, and bound to where they may go.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "playbook/document.h"

namespace backstamp::investigation {

// Who we are to a target.
struct Login {
  std::string type;  // http-basic, oauth2 or user-auth
  std::string user;  // empty for oauth2
  std::string secret;
};

class Credentials {
 public:
  Credentials() = default;
  // Lines of the setting playbooks.credentials: "NAME WHERE FILE"; WHERE is the beginning of URLs,
  // with a slash after the host, or ssh://USER@HOST:PORT. Error: invalid, with the line.
  static Result<Credentials> of(const std::vector<std::string>& lines);

  // Why the target's authentication information can't be used at `where`; empty when it can, or
  // when there is none.
  std::string refusal(const playbook::Definition& target, const std::string& where) const;

  // The secret is read now. Errors: those of refusal() as denied, and of reading the file, which is
  // not named.
  Result<Login> login(const playbook::Definition& target, const std::string& where) const;

 private:
  struct Entry {
    std::string name, where;
    std::filesystem::path file;
  };
  const Entry* find(const std::string& name, const std::string& where) const;

  std::vector<Entry> entries_;
};

// `text` without the secrets: wherever one stands, there is ***. Short ones are left alone: they
// would only show where they are.
std::string without_secrets(std::string text, const std::vector<std::string>& secrets);

}  // namespace backstamp::investigation
