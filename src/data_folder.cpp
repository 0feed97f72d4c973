#include "data_folder.h"

#include <cstdlib>
#include <set>

#include "base/uuid.h"
#include "casework/import_table.h"

namespace backstamp {
namespace {

namespace fs = std::filesystem;

constexpr int data_version = 1;

Result<void> check_version(const fs::path& folder) {
  const fs::path path = folder / "version";
  const auto text = read_file(path, 100);
  if (!text && text.error().fault == Fault::not_found) {
    return write_file(path, std::to_string(data_version) + "\n");
  }
  if (!text) return std::unexpected(text.error());
  if (std::atoi(text->c_str()) <= data_version) return {};
  return fail(Fault::conflict, "the data folder " + folder.string() +
                                   " was written by a newer backstamp (data version " +
                                   std::string(trim(*text)) + ", this one knows " +
                                   std::to_string(data_version) + "); run that version");
}

}  // namespace

Result<DataFolder> DataFolder::open(const fs::path& path) {
  TRY(make_folder(path));
  const fs::path folder = fs::absolute(path).lexically_normal();
  auto lock = FileLock::take(folder / "backstamp.lock");
  if (!lock && lock.error().fault == Fault::conflict) {
    return fail(Fault::conflict, "another server uses the data folder " + folder.string() + ": " +
                                     lock.error().what + "; stop it or use another --data");
  }
  if (!lock) return std::unexpected(lock.error());
  TRY(check_version(folder));
  return DataFolder(folder, std::move(*lock));
}

Result<std::string> DataFolder::made_once(const std::string& file, const std::string& fresh) const {
  const auto known = read_file(path_ / file, 1'000);
  if (known) return std::string(trim(*known));
  if (known.error().fault != Fault::not_found) return std::unexpected(known.error());
  TRY(write_file(path_ / file, fresh + "\n"));
  return fresh;
}

Result<std::string> DataFolder::access_token() const {
  return made_once("token", Uuid::random().text() + Uuid::random().text());
}

Result<std::string> DataFolder::node_name() const {
  return made_once("node", Uuid::random().text());
}

message::Surroundings organisation_surroundings(const casework::Store& store,
                                                const Settings& settings) {
  message::Surroundings around;
  std::set<Text> domains;
  for (const std::string& domain : settings.accepted_domains) {
    domains.insert(Text::lossy(ascii_lower(domain)));
  }
  const auto mailboxes = store.reading<std::vector<casework::MailboxEntry>>(
      [](casework::Session& session) { return list_mailboxes(session); });
  if (mailboxes) {
    for (const casework::MailboxEntry& mailbox : *mailboxes) {
      const std::string_view address = mailbox.address.view();
      const std::size_t at = address.rfind('@');
      if (at != address.npos) domains.insert(Text::lossy(address.substr(at + 1)));
    }
  }
  around.accepted_domains.assign(domains.begin(), domains.end());
  for (const std::string& id : settings.authserv_ids)
    around.authserv_ids.push_back(Text::lossy(id));
  for (const std::string& host : settings.trusted_hosts) {
    around.trusted_hosts.push_back(Text::lossy(host));
  }
  return around;
}

}  // namespace backstamp
