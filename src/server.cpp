#include "server.h"

#include <sys/stat.h>

#include "api/health.h"
#include "api/imports.h"
#include "base/file.h"
#include "base/log.h"
#include "base/uuid.h"
#include "casework/import_table.h"
#include "hunting/engine/supervisor.h"
#include "hunting/schema.h"
#include "hunting/writer.h"
#include "intake/import.h"

namespace backstamp {
namespace {

namespace fs = std::filesystem;

class Desk final : public api::ImportDesk {
 public:
  explicit Desk(intake::Imports& imports) : imports_(imports) {}
  Result<casework::ImportId> request(const std::string& source, const std::string& mailbox,
                                     const std::string& direction) override {
    return imports_.request({.source = source, .mailbox = mailbox, .direction = direction});
  }
  Result<casework::Import> look(casework::ImportId id) const override { return imports_.look(id); }

 private:
  intake::Imports& imports_;
};

// The token for loopback: made once, readable by its owner alone.
Result<std::string> access_token(const fs::path& path) {
  auto token = read_file(path, 1'000);
  if (token) return std::string(trim(*token));
  if (token.error().fault != Fault::not_found) return std::unexpected(token.error());
  const std::string fresh = Uuid::random().text() + Uuid::random().text();
  TRY(write_file(path, fresh + "\n"));
  return fresh;
}

Result<void> check_version(const fs::path& path) {
  constexpr int data_version = 1;
  const auto text = read_file(path, 100);
  if (!text && text.error().fault == Fault::not_found) {
    return write_file(path, std::to_string(data_version) + "\n");
  }
  if (!text) return std::unexpected(text.error());
  if (std::atoi(text->c_str()) <= data_version) return {};
  return fail(Fault::conflict, "the data folder " + path.parent_path().string() +
                                   " was written by a newer backstamp (data version " +
                                   std::string(trim(*text)) + ", this one knows " +
                                   std::to_string(data_version) + "); run that version");
}

bool is_loopback(const http::Endpoint& endpoint) {
  const auto* tcp = std::get_if<http::TcpEndpoint>(&endpoint);
  return tcp == nullptr || tcp->host == "::1" || tcp->host.starts_with("127.");
}

class RunningServer final : public Server {
 public:
  explicit RunningServer(ServerSettings settings) : settings_(std::move(settings)) {}

  ~RunningServer() override {
    if (tcp_) tcp_->stop();
    if (unix_) unix_->stop();
  }

  Result<void> open() {
    const fs::path& data = settings_.data;
    if (settings_.listen && !is_loopback(*settings_.listen)) {
      return fail(Fault::denied,
                  "until sign-in exists the server listens on loopback only, not on " +
                      http::text_of(*settings_.listen));
    }
    TRY(make_folder(data));
    auto lock = FileLock::take(data / "backstamp.lock");
    if (!lock) {
      return fail(lock.error().fault, "another server uses the data folder " + data.string() +
                                          ": " + lock.error().what +
                                          "; stop it or use another --data");
    }
    lock_.emplace(std::move(*lock));
    TRY(check_version(data / "version"));
    store_ = TRY(casework::Store::open("sqlite://" + fs::absolute(data / "cases.db").string()));
    TRY(open_hunting());
    open_intake();
    return open_doors();
  }

 private:
  Result<void> open_hunting() {
    const fs::path data = fs::absolute(settings_.data);
    const http::Endpoint endpoint = http::UnixEndpoint{data / "engine.sock"};
    engine_ = TRY(hunting::engine::Supervisor::start(
        {settings_.program.string(), "engine", "--data", data.string()}, endpoint,
        deadline_in(std::chrono::seconds(60))));
    hunting_.emplace(endpoint, "default");
    TRY(hunting::migrate(*hunting_, {}));
    writer_ = TRY(hunting::Writer::open(data / "spool", *hunting_));
    return {};
  }

  void open_intake() {
    ingest_.emplace(*hunting_, *writer_);
    imports_ = intake::Imports::start(
        *store_, *ingest_, clock_, {}, [this] { return surroundings(); },
        [](const casework::MailboxEntry&) {});
    desk_.emplace(*imports_);
  }

  Result<void> open_doors() {
    std::vector<api::Route> routes = api::health_routes(
        {.ready = [this] { return hunting_->ping(deadline_in(std::chrono::seconds(2))); },
         .pending = [this] { return writer_->pending(); },
         .engine_restarts = [this] { return engine_->restarts(); }});
    for (api::Route& route : api::import_routes(*desk_)) routes.push_back(std::move(route));
    const std::string token = TRY(access_token(settings_.data / "token"));
    const http::Handler handler = api::make_handler(std::move(routes), token);
    unix_ = TRY(
        http::Server::listen(http::UnixEndpoint{settings_.data / "backstamp.sock"}, {}, handler));
    if (settings_.listen) {
      tcp_ = TRY(http::Server::listen(*settings_.listen, {}, handler));
      log(LogLevel::info, "listening", {{"address", http::text_of(tcp_->endpoint())}});
    }
    return {};
  }

  // The domains of the known mailboxes are the organisation's own.
  message::Surroundings surroundings() const {
    message::Surroundings around;
    const auto mailboxes = store_->reading<std::vector<casework::MailboxEntry>>(
        [](casework::Session& session) { return list_mailboxes(session); });
    if (!mailboxes) return around;
    for (const casework::MailboxEntry& mailbox : *mailboxes) {
      const std::string& address = mailbox.address.str();
      const std::size_t at = address.rfind('@');
      if (at == address.npos) continue;
      const Text domain = Text::lossy(address.substr(at + 1));
      if (std::ranges::find(around.accepted_domains, domain) == around.accepted_domains.end()) {
        around.accepted_domains.push_back(domain);
      }
    }
    return around;
  }

  // In order of start: destroyed in reverse.
  const ServerSettings settings_;
  SystemClock clock_;
  std::optional<FileLock> lock_;
  std::unique_ptr<casework::Store> store_;
  std::unique_ptr<hunting::engine::Supervisor> engine_;
  std::optional<hunting::Client> hunting_;
  std::unique_ptr<hunting::Writer> writer_;
  std::optional<intake::Ingest> ingest_;
  std::unique_ptr<intake::Imports> imports_;
  std::optional<Desk> desk_;
  std::unique_ptr<http::Server> unix_, tcp_;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::start(const ServerSettings& settings) {
  auto server = std::make_unique<RunningServer>(settings);
  TRY(server->open());
  return server;
}

}  // namespace backstamp
