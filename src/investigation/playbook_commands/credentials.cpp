#include "investigation/playbook_commands/credentials.h"

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/text.h"

namespace backstamp::investigation {
namespace {

constexpr std::uint64_t secret_bytes_max = 64 * 1024;
constexpr std::size_t hidden_bytes_min = 4;

// What a playbook says of how to sign in (CACAO 2.0 section 6).
struct Reference {
  std::string type, user, name;
  bool has_secret = false;
};

std::string text_in(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

Reference reference_of(const playbook::Definition& target) {
  const auto json = nlohmann::json::parse(target.authentication, nullptr, false);
  if (!json.is_object()) return {};
  Reference reference{.type = text_in(json, "type"),
                      .user = text_in(json, "user_id"),
                      .name = text_in(json, "kms_key_identifier")};
  if (reference.user.empty()) reference.user = text_in(json, "username");
  const auto kms = json.find("kms");
  if (kms == json.end() || *kms != true) reference.name.clear();
  for (const char* property : {"password", "token", "private_key"}) {
    reference.has_secret = reference.has_secret || !text_in(json, property).empty();
  }
  return reference;
}

// A beginning that ends within a host's name would allow other hosts.
bool is_place(const std::string& where) {
  const auto scheme = where.find("://");
  if (scheme == where.npos) return false;
  if (where.starts_with("ssh://")) return where.find('@') != where.npos;
  return where.starts_with("https://") && where.find('/', scheme + 3) != where.npos;
}

}  // namespace

Result<Credentials> Credentials::of(const std::vector<std::string>& lines) {
  Credentials all;
  for (const std::string& line : lines) {
    const auto first = line.find(' ');
    const auto second = first == line.npos ? line.npos : line.find(' ', first + 1);
    Entry entry;
    if (second != line.npos) {
      entry = {.name = line.substr(0, first),
               .where = line.substr(first + 1, second - first - 1),
               .file = line.substr(second + 1)};
    }
    if (entry.name.empty() || !is_place(entry.where) || !entry.file.is_absolute()) {
      return fail(Fault::invalid,
                  "setting playbooks.credentials: \"" + Text::lossy(line).cut(200).str() +
                      "\": write NAME https://HOST/... FILE or NAME ssh://USER@HOST:PORT FILE");
    }
    all.entries_.push_back(std::move(entry));
  }
  return all;
}

const Credentials::Entry* Credentials::find(const std::string& name,
                                            const std::string& where) const {
  for (const Entry& entry : entries_) {
    const bool fits =
        entry.where.starts_with("ssh://") ? where == entry.where : where.starts_with(entry.where);
    if (entry.name == name && fits) return &entry;
  }
  return nullptr;
}

std::string Credentials::refusal(const playbook::Definition& target,
                                 const std::string& where) const {
  if (target.authentication.empty()) return "";
  const Reference reference = reference_of(target);
  if (reference.has_secret) {
    return "its authentication information holds a secret; name one of playbooks.credentials by "
           "kms (true) and kms_key_identifier instead";
  }
  if (reference.type != "http-basic" && reference.type != "oauth2" &&
      reference.type != "user-auth") {
    return "authentication of type " + Text::lossy(reference.type).cut(40).str() +
           " is not known; use http-basic, oauth2 or user-auth";
  }
  if (reference.name.empty()) {
    return "its authentication information names no secret; set kms to true and "
           "kms_key_identifier to a name of the setting playbooks.credentials";
  }
  if (find(reference.name, where)) return "";
  return "the secret " + Text::lossy(reference.name).cut(80).str() + " may not be used for " +
         Text::lossy(where).cut(200).str() +
         "; the administrator allows it by a line \"NAME WHERE FILE\" in the setting "
         "playbooks.credentials";
}

Result<Login> Credentials::login(const playbook::Definition& target,
                                 const std::string& where) const {
  const std::string why = refusal(target, where);
  if (!why.empty()) return fail(Fault::denied, why);
  const Reference reference = reference_of(target);
  const Entry* entry = find(reference.name, where);
  if (!entry) return fail(Fault::denied, "the target names no authentication information");
  auto bytes = read_file(entry->file, secret_bytes_max);
  if (!bytes) {
    return fail(bytes.error().fault, "the file of the secret " + entry->name +
                                         " can't be read; see playbooks.credentials");
  }
  Login login{.type = reference.type, .user = reference.user, .secret = std::move(*bytes)};
  while (login.secret.ends_with('\n') || login.secret.ends_with('\r')) login.secret.pop_back();
  const bool is_key = login.secret.starts_with("-----BEGIN ");
  if (login.type != "oauth2" && login.user.empty() && !is_key) {  // then the file holds both
    const auto colon = login.secret.find(':');
    if (colon == login.secret.npos) {
      return fail(Fault::invalid, "the file of the secret " + entry->name +
                                      " holds no USER:PASSWORD, and the playbook names no user");
    }
    login.user = login.secret.substr(0, colon);
    login.secret.erase(0, colon + 1);
  }
  if (!login.secret.empty()) return login;
  return fail(Fault::invalid, "the file of the secret " + entry->name + " is empty");
}

std::string without_secrets(std::string text, const std::vector<std::string>& secrets) {
  for (const std::string& secret : secrets) {
    if (secret.size() < hidden_bytes_min) continue;
    for (std::size_t at = 0; (at = text.find(secret, at)) != text.npos; at += 3) {
      text.replace(at, secret.size(), "***");
    }
  }
  return text;
}

}  // namespace backstamp::investigation
