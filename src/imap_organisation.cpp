#include "imap_organisation.h"

#include <algorithm>
#include <set>

#include "base/file.h"
#include "base/log.h"
#include "casework/import_table.h"
#include "http/endpoint.h"

namespace backstamp {
namespace {

constexpr std::uint64_t addresses_bytes_max = 64ull * 1024 * 1024;
constexpr std::chrono::seconds engine_time{5};

bool is_loopback(std::string_view host) { return host == "::1" || host.starts_with("127."); }

Result<platform::ImapServer> server_of(const Settings& settings, const std::string& name,
                                       const std::string& address) {
  const http::Endpoint endpoint = TRY_IN("setting " + name, http::parse_endpoint(address));
  const auto* tcp = std::get_if<http::TcpEndpoint>(&endpoint);
  if (tcp == nullptr || !is_loopback(tcp->host)) {
    return fail(Fault::invalid,
                "setting " + name +
                    " must be a loopback address, since the "
                    "connection is not encrypted; let a tunnel lead to other machines");
  }
  if (settings.imap_master_user.empty()) {
    return fail(Fault::invalid, "setting imap.server needs imap.master_user beside it");
  }
  const Bytes secret = TRY_IN("setting imap.master_password_file",
                              read_file(settings.imap_master_password_file, 10'000));
  return platform::ImapServer{
      .host = tcp->host,
      .port = tcp->port,
      .master_user = settings.imap_master_user,
      .master_password = std::string(trim(std::string_view(secret).substr(0, secret.find('\n')))),
      .wait_seconds_max = static_cast<int>(settings.imap_timeout_seconds)};
}

std::size_t connections(const Settings& settings) {
  // Those that wait for the next piece of work on their mailbox count, too.
  return std::max<std::size_t>(static_cast<std::size_t>(settings.imap_connections), 1) + 100;
}

// The Message-ID of a message, as its copies' rows have it; asking costs some milliseconds.
std::string message_id_of(const hunting::Client& hunting, const message::NetworkMessageId& id) {
  const auto rows = hunting.query({.sql = "SELECT InternetMessageId FROM EmailEvents "
                                          "WHERE NetworkMessageId = {id:String} LIMIT 1",
                                   .parameters = {{"id", id.value().text()}},
                                   .settings = {}},
                                  deadline_in(engine_time));
  return rows && rows->size() > 0 ? std::string(rows->text(0, "InternetMessageId")) : "";
}

void add_address(std::string_view text, std::set<Text>& addresses) {
  const std::string_view word = text.substr(0, text.find_first_of(": \t\r"));
  const std::size_t at = word.rfind('@');
  if (at == std::string_view::npos || word.starts_with('#')) return;
  const auto address = Text::parse(std::string(word.substr(0, at)) + ascii_lower(word.substr(at)));
  if (address) addresses.insert(*address);
}

}  // namespace

Result<std::unique_ptr<ImapOrganisation>> ImapOrganisation::open(const Settings& settings,
                                                                 const hunting::Client& hunting) {
  if (settings.imap_server.empty()) return std::unique_ptr<ImapOrganisation>();
  auto server = TRY(server_of(settings, "imap.server", settings.imap_server));
  std::optional<platform::ImapServer> sieve;
  if (!settings.sieve_server.empty()) {
    sieve = TRY(server_of(settings, "imap.sieve_server", settings.sieve_server));
  }
  return std::unique_ptr<ImapOrganisation>(
      new ImapOrganisation(settings, std::move(server), std::move(sieve), hunting));
}

ImapOrganisation::ImapOrganisation(const Settings& settings, platform::ImapServer server,
                                   std::optional<platform::ImapServer> sieve,
                                   const hunting::Client& hunting)
    : settings_(settings),
      server_(std::move(server)),
      pool_(server_, {.connections_max = connections(settings)}),
      mailboxes_(
          pool_,
          [&hunting](const message::NetworkMessageId& id) { return message_id_of(hunting, id); }),
      rules_(pool_, mailboxes_, std::move(sieve)) {}

std::vector<Text> ImapOrganisation::read_addresses(casework::Store& store) {
  std::set<Text> addresses;
  for (const std::string& address : settings_.imap_mailboxes) add_address(address, addresses);
  if (!settings_.imap_mailboxes_file.empty()) {
    const auto lines = read_file(settings_.imap_mailboxes_file, addresses_bytes_max);
    if (!lines) {
      // Mailboxes are not forgotten because their list cannot be read for a moment.
      log(LogLevel::error, "list of mailboxes not read", {{"why", lines.error().what}});
      return addresses_.with([](const auto& all) { return all; });
    }
    for (std::size_t at = 0; at < lines->size();) {
      const std::size_t end = std::min(lines->find('\n', at), lines->size());
      add_address(std::string_view(*lines).substr(at, end - at), addresses);
      at = end + 1;
    }
  }
  std::vector<Text> all(addresses.begin(), addresses.end());
  const bool changed =
      addresses_.with([&](auto& known) { return std::exchange(known, all) != all; });
  if (!changed) return all;
  mailboxes_.set(all);
  const auto kept = store.transact([&](casework::Session& session) -> Result<void> {
    for (const Text& address : all) {
      TRY(put_mailbox(session, {address, "imap", settings_.imap_server}));
    }
    return {};
  });
  if (!kept) log(LogLevel::error, "mailboxes not recorded", {{"why", kept.error().what}});
  return all;
}

void ImapOrganisation::start_sync(intake::PassTools tools) {
  casework::Store& store = tools.store;
  sync_ = intake::MailboxSync::start(
      server_, [this, &store] { return read_addresses(store); }, std::move(tools),
      {.threads = static_cast<unsigned>(settings_.imap_sync_threads),
       .poll_every = std::chrono::seconds(settings_.imap_poll_seconds),
       .idle_max = static_cast<std::size_t>(settings_.imap_idle_max)});
}

void ImapOrganisation::start_inventory(const message::MessageStore& letters, casework::Store& store,
                                       const Clock& clock,
                                       std::function<std::vector<Text>()> own_domains) {
  inventory_tools_.emplace(intake::InventoryTools{.rules = rules_,
                                                  .store = store,
                                                  .letters = letters,
                                                  .clock = clock,
                                                  .mailboxes = [this] { return addresses(); },
                                                  .own_domains = std::move(own_domains)});
  inventory_ = intake::RuleInventory::start(*inventory_tools_,
                                            std::chrono::minutes(settings_.rules_minutes));
}

Result<void> ImapOrganisation::look_at_rules(const Text& mailbox) {
  return intake::look_at_rules(mailbox, *inventory_tools_);
}

std::vector<intake::MailboxState> ImapOrganisation::states() const {
  return sync_ ? sync_->states() : std::vector<intake::MailboxState>();
}

Result<void> ImapOrganisation::look(const Text& address) {
  if (!sync_ || !mailboxes_.has(address)) {
    return fail(Fault::not_found, "no mailbox " + address.str() + " on the IMAP server");
  }
  sync_->look(address);
  return {};
}

}  // namespace backstamp
