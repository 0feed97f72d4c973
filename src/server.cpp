#include "server.h"

#include <algorithm>

#include "account_program.h"
#include "api/actions.h"
#include "api/alerts.h"
#include "api/audit.h"
#include "api/description.h"
#include "api/engines.h"
#include "api/events.h"
#include "api/explorer.h"
#include "api/feeds.h"
#include "api/health.h"
#include "api/hunts.h"
#include "api/imports.h"
#include "api/indicators.h"
#include "api/investigations.h"
#include "api/mailboxes.h"
#include "api/playbooks.h"
#include "api/policies.h"
#include "api/rejudgings.h"
#include "api/replies.h"
#include "api/reports.h"
#include "api/rules.h"
#include "api/saved_hunts.h"
#include "base/file.h"
#include "base/log.h"
#include "casework/import_table.h"
#include "click_process.h"
#include "data_folder.h"
#include "hunting/engine/supervisor.h"
#include "hunting/schema.h"
#include "hunting/writer.h"
#include "imap_organisation.h"
#include "intake/arrivals.h"
#include "intake/clicks.h"
#include "intake/event_counts_json.h"
#include "intake/event_ingest.h"
#include "intake/import.h"
#include "intake/report_mail.h"
#include "intake/tray_reader.h"
#include "investigation/hunt_schedule.h"
#include "investigation/policies/policy_watch.h"
#include "milter_process.h"
#include "organisation_entries.h"
#include "pipeline.h"
#include "platform/accounts.h"
#include "platform/every_mailbox.h"
#include "platform/maildir.h"
#include "post_delivery.h"
#include "rejudging/rejudger.h"
#include "verdict/engines/make_panel.h"
#include "verdict/entries_file.h"

namespace backstamp {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds events_time{110};  // of one body of events

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
    if (imap_) imap_->stop_sync();  // it uses all of the below
  }

  Result<void> open() {
    if (settings_.listen && !is_loopback(*settings_.listen)) {
      return fail(Fault::denied,
                  "until sign-in exists the server listens on loopback only, not on " +
                      http::text_of(*settings_.listen));
    }
    engines_ = TRY(verdict::make_panel(settings_.settings));
    credentials_ = std::make_shared<const investigation::Credentials>(
        TRY(investigation::Credentials::of(settings_.settings.playbook_credentials)));
    folder_ = TRY(DataFolder::open(settings_.data));
    store_ = TRY(casework::Store::open(case_store_url()));
    letters_ = TRY(message::MessageStore::open(folder_->path() / "letters"));
    TRY(open_hunting());
    TRY(read_mailboxes());
    read_indicators();
    read_feeds();
    TRY(playbooks_.read(*store_));
    TRY(policies_.read(*store_));
    open_work(TRY(folder_->node_name()));
    TRY(open_trays());
    return open_doors();
  }

 private:
  std::string case_store_url() const {
    const std::string& url = settings_.settings.case_store;
    return url.empty() ? "sqlite://" + (folder_->path() / "cases.db").string() : url;
  }

  // A ClickHouse server where one is set, else the embedded engine as a child.
  Result<http::Endpoint> start_engine() {
    if (!settings_.settings.hunting_store.empty()) {
      return TRY_IN("setting hunting_store",
                    http::parse_endpoint(settings_.settings.hunting_store));
    }
    const fs::path& data = folder_->path();
    const http::Endpoint endpoint = http::UnixEndpoint{data / "engine.sock"};
    engine_ = TRY(hunting::engine::Supervisor::start(
        {settings_.program.string(), "engine", "--data", data.string(), "--memory-mib",
         std::to_string(settings_.settings.engine_memory_mib)},
        endpoint, deadline_in(std::chrono::seconds(60))));
    return endpoint;
  }

  Result<void> open_hunting() {
    const http::Endpoint endpoint = TRY(start_engine());
    hunting_.emplace(endpoint, "default");
    TRY(hunting::migrate(*hunting_,
                         {.retention = std::chrono::days(settings_.settings.retention_days)}));
    writer_ = TRY(hunting::Writer::open(folder_->path() / "spool", *hunting_));
    ingest_.emplace(*hunting_, *writer_);
    event_ingest_.emplace(*hunting_, *writer_);
    return {};
  }

  Result<void> read_mailboxes() {
    const auto known = TRY(store_->reading<std::vector<casework::MailboxEntry>>(
        [](casework::Session& session) { return list_mailboxes(session); }));
    for (const casework::MailboxEntry& mailbox : known) {
      if (mailbox.kind == "maildir") maildirs_.add(mailbox.address, mailbox.path);
    }
    imap_ = TRY(ImapOrganisation::open(settings_.settings, *hunting_));
    std::vector<const platform::Mailboxes*> stores;
    if (imap_) stores.push_back(&imap_->mailboxes());
    stores.push_back(&maildirs_);
    mailboxes_.emplace(std::move(stores));
    return {};
  }

  void read_indicators() {
    const std::scoped_lock lock(entries_mutex_);
    auto entries = own_entries(*store_);
    if (!entries)
      return log(LogLevel::error, "indicators not read", {{"why", entries.error().what}});
    own_entries_ = *entries;
    indicators_.with(
        [&](verdict::Indicators& snapshot) { snapshot = snapshot.with_own(std::move(*entries)); });
    tell_entries();
  }

  void read_feeds() {
    const std::scoped_lock lock(entries_mutex_);
    auto entries = fed_entries(*store_);
    if (!entries) return log(LogLevel::error, "feeds not read", {{"why", entries.error().what}});
    fed_entries_ = *entries;
    indicators_.with(
        [&](verdict::Indicators& snapshot) { snapshot = snapshot.with_fed(std::move(*entries)); });
    tell_entries();
  }

  // The milter and the gateway of links work without this process, from a file.
  void tell_entries() {
    const auto told =
        verdict::write_entries(folder_->path() / entries_file, own_entries_, fed_entries_);
    if (!told) log(LogLevel::error, "entries not told", {{"why", told.error().what}});
  }

  void open_work(const std::string& node) {
    const auto surroundings = [this] {
      return organisation_surroundings(*store_, settings_.settings);
    };
    const auto indicators = [this] {
      return indicators_.with([](const verdict::Indicators& all) { return all; });
    };
    const investigation::Instruments instruments{
        .store = *store_,
        .hunting = *hunting_,
        .letters = *letters_,
        .mailboxes = *mailboxes_,
        .indicators = indicators,
        .engines = *engines_,
        .surroundings = surroundings,
        .policy = investigation::built_in_policy(),
        .clock = clock_,
        .reach = {.allowed = settings_.settings.playbook_commands,
                  .credentials = credentials_,
                  .ca_file = settings_.settings.playbook_ca_file},
        .node = {.name = node, .alone = settings_.settings.case_store.empty()},
        .stuck_after = std::chrono::minutes(settings_.settings.playbook_stuck_minutes)};
    investigator_ = investigation::Investigator::start(
        instruments, static_cast<unsigned>(settings_.settings.investigation_threads), playbooks_);
    events_.emplace(*writer_);
    executor_ = action::Executor::start(
        *store_, *mailboxes_, *letters_, *events_, clock_,
        [this](const casework::Action& action) { refresh(action.investigation); },
        imap_ ? static_cast<unsigned>(settings_.settings.imap_connections) : 1, &accounts_,
        imap_ ? &imap_->rules() : nullptr);
    rejudger_ = rejudging::Rejudger::start({.store = *store_,
                                            .mailboxes = *mailboxes_,
                                            .letters = *letters_,
                                            .engines = *engines_,
                                            .surroundings = surroundings,
                                            .hunting = *hunting_,
                                            .writer = *writer_,
                                            .executor = *executor_,
                                            .indicators = indicators,
                                            .policy = rejudging::built_in_purge_policy(),
                                            .clock = clock_});
    imports_ = intake::Imports::start(*store_, *ingest_, clock_, import_settings(), surroundings,
                                      indicators, [this](const casework::MailboxEntry& mailbox) {
                                        maildirs_.add(mailbox.address, mailbox.path);
                                      });
    pipeline_.emplace(Parts{.store = *store_,
                            .hunting = *hunting_,
                            .writer = *writer_,
                            .ingest = *ingest_,
                            .letters = *letters_,
                            .mailboxes = *mailboxes_,
                            .investigator = *investigator_,
                            .playbooks = playbooks_,
                            .clock = clock_,
                            .surroundings = surroundings,
                            .indicators = indicators});
    desk_.emplace(*imports_);
    hunts_.emplace(hunt_bench());
    policy_watch_ =
        investigation::PolicyWatch::start({.store = *store_,
                                           .hunting = *hunting_,
                                           .policies = policies_,
                                           .clock = clock_,
                                           .raise = [this](const investigation::EventPolicy& policy,
                                                           const investigation::Firing& firing) {
                                             return pipeline_->raise_by_policy(policy, firing);
                                           }});
    if (imap_) {
      imap_->start_sync({.store = *store_,
                         .ingest = *ingest_,
                         .writer = *writer_,
                         .clock = clock_,
                         .surroundings = surroundings,
                         .indicators = indicators,
                         .arrived = [this](const Text& mailbox, std::string_view letter) {
                           take_report(mailbox, letter);
                         }});
      imap_->start_inventory(*letters_, *store_, clock_,
                             [surroundings] { return surroundings().accepted_domains; });
    }
  }

  Result<void> look_at_rules(const Text& mailbox) {
    if (imap_) return imap_->look_at_rules(mailbox);
    return fail(Fault::not_found, "no IMAP server is set up (setting imap.server)");
  }

  // A report may come again after a crash: that is one alert.
  void take_report(const Text& mailbox, std::string_view letter) {
    const auto& boxes = settings_.settings.report_mailboxes;
    const bool wanted = std::ranges::any_of(
        boxes, [&](const std::string& box) { return ascii_equal(box, mailbox.view()); });
    if (!wanted) return;
    const intake::ReportMail report = intake::read_report_mail(letter);
    const std::string_view domain = report.by.view().substr(report.by.view().rfind('@') + 1);
    const auto around = organisation_surroundings(*store_, settings_.settings);
    const bool own = std::ranges::any_of(around.accepted_domains, [&](const Text& accepted) {
      return ascii_equal(accepted.view(), domain);
    });
    if (!own || report.letters.empty()) {
      return log(LogLevel::warning,
                 own ? "report without an attached message" : "report by a stranger",
                 {{"mailbox", mailbox.str()}, {"by", report.by.str()}});
    }
    for (const Bytes& reported : report.letters) {
      const auto raised = pipeline_->report(reported, report.by, report.as);
      if (!raised) log(LogLevel::error, "report not taken", {{"why", raised.error().what}});
    }
  }

  // What the milter and the gateway left in their folders.
  Result<void> open_trays() {
    arrivals_tray_ = TRY(Tray::open(folder_->path() / arrivals_folder, clock_, UINT64_MAX));
    clicks_tray_ = TRY(Tray::open(folder_->path() / clicks_folder, clock_, UINT64_MAX));
    arrival_tools_.emplace(intake::ArrivalTools{
        .store = *store_,
        .ingest = *ingest_,
        .clock = clock_,
        .surroundings = [this] { return organisation_surroundings(*store_, settings_.settings); },
        .indicators =
            [this] { return indicators_.with([](const verdict::Indicators& all) { return all; }); },
        .is_alias =
            [this](const Text& address) {
              return imap_ && !imap_->addresses().empty() && !mailboxes_->has(address);
            }});
    arrivals_ = intake::TrayReader::start(*arrivals_tray_, [this](auto items) {
      return intake::take_arrivals(items, *arrival_tools_);
    });
    clicks_ = intake::TrayReader::start(*clicks_tray_, [this](auto items) {
      return intake::take_clicks(items, *arrivals_tray_, *store_, *writer_);
    });
    return {};
  }

  std::vector<api::MailboxView> mailbox_views() const {
    std::vector<api::MailboxView> views;
    if (!imap_) return views;
    for (const intake::MailboxState& state : imap_->states()) {
      views.push_back({.address = state.address,
                       .scanned = state.scanned,
                       .synced = state.synced,
                       .error = state.error,
                       .messages = state.counts.messages,
                       .copies_added = state.counts.copies_added,
                       .moved = state.counts.moved,
                       .gone = state.counts.gone,
                       .too_large = state.counts.too_large});
    }
    return views;
  }

  Result<void> look_at_mailbox(const Text& address) {
    if (imap_) return imap_->look(address);
    return fail(Fault::not_found, "no IMAP server is set up (setting imap.server)");
  }

  investigation::HuntBench hunt_bench() const {
    return {.store = *store_, .hunting = *hunting_, .clock = clock_};
  }

  intake::ImportSettings import_settings() const {
    intake::ImportSettings import;
    import.parsers = static_cast<unsigned>(settings_.settings.import_threads);
    return import;
  }

  void refresh(const std::optional<casework::InvestigationId>& id) {
    if (!id) return;
    const auto done = investigator_->refresh(*id);
    if (!done)
      log(LogLevel::error, "investigation not brought up to date", {{"why", done.error().what}});
  }

  std::vector<api::Route> routes() {
    std::vector<std::vector<api::Route>> resources;
    resources.push_back(api::health_routes(
        {.ready = [this] { return hunting_->ping(deadline_in(std::chrono::seconds(2))); },
         .pending = [this] { return writer_->pending(); },
         .engine_restarts = [this] { return engine_ ? engine_->restarts() : 0; },
         .more_gauges =
             [this] {
               return imap_ ? api::mailbox_gauges(mailbox_views(), clock_.now()) : std::string();
             }}));
    resources.push_back(api::engine_routes(*engines_));
    resources.push_back(api::import_routes(*desk_));
    resources.push_back(api::event_routes(
        [this](const std::string& format, const std::string& body) -> Result<std::string> {
          const auto known = TRY(intake::event_format(format));
          const auto counts = TRY(event_ingest_->add(known, body, deadline_in(events_time)));
          policy_watch_->look();
          return intake::to_json(counts);
        }));
    resources.push_back(api::hunt_routes(*hunting_, clock_));
    resources.push_back(
        api::saved_hunt_routes({.bench = hunt_bench(), .changed = [this] { hunts_->look(); }}));
    const auto investigate = [this](const Uuid& message, const Text& by,
                                    const std::string& playbook) {
      return pipeline_->investigate(message::NetworkMessageId(message), by, playbook);
    };
    resources.push_back(api::explorer_routes(
        {.hunting = *hunting_, .store = *store_, .clock = clock_, .investigate = investigate}));
    resources.push_back(api::report_routes(
        {.report = [this](const std::string& bytes, const Text& by,
                          const std::string& as) { return pipeline_->report(bytes, by, as); },
         .investigate = investigate,
         .investigate_account =
             [this](const Text& account, const Text& by, const std::string& playbook,
                    const std::optional<Time>& at) {
               return pipeline_->investigate_account(account, by, playbook, at);
             }}));
    resources.push_back(api::alert_routes(*store_));
    resources.push_back(api::investigation_routes(*store_));
    resources.push_back(api::mailbox_routes(
        {.list = [this] { return mailbox_views(); },
         .look = [this](const Text& address) { return look_at_mailbox(address); },
         .clock = clock_}));
    resources.push_back(
        api::action_routes({.store = *store_,
                            .executor = *executor_,
                            .clock = clock_,
                            .decided = [this](casework::InvestigationId id) { refresh(id); }}));
    resources.push_back(
        api::rule_routes({.store = *store_,
                          .letters = *letters_,
                          .clock = clock_,
                          .look = [this](const Text& mailbox) { return look_at_rules(mailbox); }}));
    resources.push_back(api::indicator_routes(*store_, clock_, [this] {
      read_indicators();
      rejudger_->look();
    }));
    resources.push_back(api::rejudging_routes(*store_));
    resources.push_back(api::feed_routes(*store_, clock_, [this] {
      read_feeds();
      rejudger_->look();
    }));
    resources.push_back(api::playbook_routes(
        playbooks_, *store_, clock_, [this](const Uuid& message, const std::string& playbook) {
          return pipeline_->dry_run(message::NetworkMessageId(message), playbook);
        }));
    resources.push_back(api::policy_routes(
        {.policies = policies_, .store = *store_, .hunting = *hunting_, .clock = clock_}));
    resources.push_back(api::reply_routes(
        *store_, clock_, [this](casework::InvestigationId id) { investigator_->run(id); }));
    resources.push_back(api::audit_routes(*store_));
    resources.push_back(api::description_routes());
    std::vector<api::Route> all;
    for (auto& routes : resources) std::ranges::move(routes, std::back_inserter(all));
    return all;
  }

  Result<void> open_doors() {
    const std::string token = TRY(folder_->access_token());
    const http::ServerLimits limits{.body_bytes_max = 96ull * 1024 * 1024};
    const http::Handler handler = api::make_handler(routes(), token);
    unix_ = TRY(http::Server::listen(http::UnixEndpoint{folder_->path() / "backstamp.sock"}, limits,
                                     handler));
    if (settings_.listen) {
      tcp_ = TRY(http::Server::listen(*settings_.listen, limits, handler));
      log(LogLevel::info, "listening", {{"address", http::text_of(tcp_->endpoint())}});
    }
    return {};
  }

  // In order of start: destroyed in reverse.
  const ServerSettings settings_;
  SystemClock clock_;
  investigation::PlaybookLibrary playbooks_{settings_.settings.playbook_signers};
  investigation::PolicyBook policies_{investigation::built_in_policies()};
  std::unique_ptr<verdict::Panel> engines_;
  std::shared_ptr<const investigation::Credentials> credentials_;
  std::optional<DataFolder> folder_;
  std::unique_ptr<casework::Store> store_;
  std::optional<message::MessageStore> letters_;
  std::unique_ptr<hunting::engine::Supervisor> engine_;
  std::optional<hunting::Client> hunting_;
  std::unique_ptr<hunting::Writer> writer_;
  std::optional<intake::Ingest> ingest_;
  std::optional<intake::EventIngest> event_ingest_;
  Guarded<verdict::Indicators> indicators_;
  std::mutex entries_mutex_;
  std::vector<verdict::IndicatorEntry> own_entries_, fed_entries_;
  platform::Maildirs maildirs_;
  std::unique_ptr<ImapOrganisation> imap_;
  std::optional<platform::EveryMailbox> mailboxes_;
  std::unique_ptr<investigation::Investigator> investigator_;
  std::optional<PostDelivery> events_;
  const platform::CommandAccounts accounts_{settings_.settings.accounts_command,
                                            run_account_program};
  std::unique_ptr<action::Executor> executor_;
  std::unique_ptr<rejudging::Rejudger> rejudger_;
  std::unique_ptr<intake::Imports> imports_;
  std::optional<Pipeline> pipeline_;
  std::optional<Desk> desk_;
  std::unique_ptr<Tray> arrivals_tray_, clicks_tray_;
  std::optional<intake::ArrivalTools> arrival_tools_;
  std::unique_ptr<intake::TrayReader> arrivals_, clicks_;
  std::optional<investigation::HuntSchedule> hunts_;
  std::unique_ptr<investigation::PolicyWatch> policy_watch_;
  std::unique_ptr<http::Server> unix_, tcp_;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::start(const ServerSettings& settings) {
  auto server = std::make_unique<RunningServer>(settings);
  TRY(server->open());
  return server;
}

}  // namespace backstamp
