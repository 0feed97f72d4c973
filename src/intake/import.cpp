#include "intake/import.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "base/guarded.h"
#include "base/log.h"
#include "base/queue.h"
#include "intake/import_run.h"

namespace backstamp::intake {
namespace {

namespace fs = std::filesystem;

Result<void> check(const ImportRequest& request) {
  static constexpr std::string_view directions[] = {"", "inbound", "outbound", "intra-org"};
  if (std::ranges::find(directions, request.direction) == std::end(directions)) {
    return fail(Fault::invalid, "unknown direction '" + request.direction +
                                    "'; use inbound, outbound or intra-org");
  }
  if (!request.mailbox.empty() && request.mailbox.find('@') == std::string::npos) {
    return fail(Fault::invalid,
                "'" + request.mailbox + "' is no mail address; give --mailbox user@domain");
  }
  std::error_code error;
  if (!fs::exists(request.source, error)) {
    return fail(Fault::not_found,
                "nothing to import at " + request.source + ": no such file or folder");
  }
  if (::access(request.source.c_str(), R_OK) != 0) {
    return std::unexpected(errno_error("cannot read " + request.source, errno));
  }
  return {};
}

class RunningImports final : public Imports {
 public:
  RunningImports(casework::Store& store, const Clock& clock, ImportTools tools)
      : store_(store), clock_(clock), tools_(std::move(tools)) {
    // Jobs that the last process left; read before new ones can come.
    const auto left = store_.reading<std::vector<casework::Import>>(
        [](casework::Session& session) { return running_imports(session); });
    if (left) {
      for (const casework::Import& job : *left) jobs_.push(job);
    }
    worker_ = std::jthread([this](std::stop_token stop) { work(stop); });
  }

  ~RunningImports() override {
    worker_.request_stop();
    jobs_.close();
  }

  Result<casework::ImportId> request(const ImportRequest& request) override {
    TRY(check(request));
    casework::Import job;
    job.id = casework::ImportId(Uuid::random());
    job.source = fs::absolute(request.source).lexically_normal().string();
    job.mailbox = request.mailbox;
    job.direction = request.direction;
    job.started = clock_.now();
    TRY(store_.transact([&](casework::Session& session) { return put_import(session, job); }));
    if (!jobs_.push(job))
      return fail(Fault::unavailable, "the server is stopping; import again later");
    return job.id;
  }

  Result<casework::Import> look(casework::ImportId id) const override {
    const auto live = live_.with([&](const std::shared_ptr<const Progress>& progress) {
      return progress && progress->job().id == id ? std::optional(progress->snapshot())
                                                  : std::nullopt;
    });
    if (live) return *live;
    const auto stored = TRY(store_.reading<std::optional<casework::Import>>(
        [&](casework::Session& session) { return find_import(session, id); }));
    if (!stored) return fail(Fault::not_found, "no import " + id.value().text());
    return *stored;
  }

 private:
  void work(std::stop_token stop) {
    while (const auto job = jobs_.pop(stop)) run(*job, stop);
  }

  void run(const casework::Import& job, std::stop_token stop) {
    if (stop.stop_requested()) return;
    auto progress = std::make_shared<Progress>(job);
    live_.with([&](std::shared_ptr<const Progress>& live) { live = progress; });
    const Result<void> ended = run_import(*progress, tools_, stop);
    if (stop.stop_requested()) return;  // stays Running: done again at the next start
    casework::Import result = progress->snapshot();
    result.status = ended ? "Done" : "Failed";
    result.why = ended ? "" : ended.error().what;
    result.ended = clock_.now();
    const auto kept =
        store_.transact([&](casework::Session& session) { return put_import(session, result); });
    if (!kept) log(LogLevel::error, "import result not kept", {{"why", kept.error().what}});
    live_.with([&](std::shared_ptr<const Progress>& live) { live.reset(); });
  }

  casework::Store& store_;
  const Clock& clock_;
  ImportTools tools_;
  Queue<casework::Import> jobs_{10'000};
  Guarded<std::shared_ptr<const Progress>> live_;
  std::jthread worker_;
};

}  // namespace

std::unique_ptr<Imports> Imports::start(
    casework::Store& store, Ingest& ingest, const Clock& clock, const ImportSettings& settings,
    std::function<message::Surroundings()> surroundings,
    std::function<verdict::Indicators()> indicators,
    std::function<void(const casework::MailboxEntry&)> mailbox_found) {
  return std::make_unique<RunningImports>(
      store, clock,
      ImportTools{store, ingest, clock, settings, std::move(surroundings), std::move(indicators),
                  std::move(mailbox_found)});
}

}  // namespace backstamp::intake
