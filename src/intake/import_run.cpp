#include "intake/import_run.h"

#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

#include "base/file.h"
#include "base/log.h"
#include "base/queue.h"
#include "intake/source.h"
#include "message/mbox.h"

namespace backstamp::intake {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::hours future_max{24};

// Threads hand over so many at once: waking another thread for each would cost a tenth of the time.
constexpr std::size_t handed_over = 64;
constexpr std::size_t handed_over_bytes = 1024 * 1024;
using Items = std::vector<Item>;
using Deliveries = std::vector<DeliveryRows>;

std::size_t weight(const Deliveries& deliveries) {
  std::size_t bytes = 0;
  for (const DeliveryRows& rows : deliveries) bytes += rows.bytes();
  return bytes;
}

// A time that our own server wrote; the sender's Date only where nothing else is known.
Time delivery_time(const message::Facts& facts, const std::string& name, Time modified, Time now) {
  const auto believable = [&](Time time) {
    return time.time_since_epoch().count() > 0 && time < now + future_max;
  };
  if (facts.received && believable(*facts.received)) return *facts.received;
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), seconds);
  const bool named = error == std::errc() && end != name.data() + name.size() && *end == '.';
  const Time by_name{std::chrono::seconds(seconds)};
  if (named && seconds > 100'000'000 && seconds < 100'000'000'000 && believable(by_name))
    return by_name;
  if (facts.date && believable(*facts.date)) return *facts.date;
  return modified;
}

Text recipient_of(const Item& item, const message::Facts& facts) {
  if (!item.mailbox.empty()) return item.mailbox;
  if (!facts.delivered_to.empty()) return facts.delivered_to.front();
  if (!facts.recipients.empty()) return facts.recipients.front().address.address;
  return {};
}

std::string base_name(const Item& item) {
  if (item.kind != ItemKind::maildir_message) return {};
  const std::string name = item.path.filename().string();
  return name.substr(0, name.find(":2,"));
}

message::Direction direction(std::string_view name, message::Direction found) {
  if (name == "inbound") return message::Direction::inbound;
  if (name == "outbound") return message::Direction::outbound;
  if (name == "intra-org") return message::Direction::intra_org;
  return found;
}

// Reads and parses items on several threads; deliveries come out in any order.
class Parsing {
 public:
  Parsing(Progress& progress, const ImportTools& tools, const message::Surroundings& surroundings,
          const verdict::Indicators& indicators, Queue<Items>& items, Queue<Deliveries>& deliveries)
      : progress_(progress),
        tools_(tools),
        surroundings_(surroundings),
        indicators_(indicators),
        items_(items),
        deliveries_(deliveries) {}

  void work(std::stop_token stop) {
    Deliveries made;
    while (auto items = items_.pop(stop)) {
      for (const Item& item : *items) work_on(item, made, stop);
      if (!hand_over(made, stop)) return;
    }
  }

 private:
  void work_on(const Item& item, Deliveries& made, const std::stop_token& stop) {
    const auto read =
        item.kind == ItemKind::mbox_file ? mbox(item, made, stop) : single(item, made, stop);
    if (read) {
      ++progress_.files_imported;
    } else if (!stop.stop_requested()) {
      progress_.refuse(item.path.string(), read.error().what);
    }
  }

  bool hand_over(Deliveries& made, const std::stop_token& stop) {
    return made.empty() || deliveries_.push(std::exchange(made, {}), stop);
  }

  Result<void> single(const Item& item, Deliveries& made, const std::stop_token& stop) {
    const auto bytes = read_file(item.path, tools_.settings.message_bytes_max);
    if (!bytes) return std::unexpected(shortened(bytes.error(), item));
    if (bytes->empty()) return fail(Fault::invalid, "empty file");
    if (!message::looks_like_message(*bytes)) return fail(Fault::invalid, "not a mail message");
    return give(item, *bytes, made, stop);
  }

  Result<void> mbox(const Item& item, Deliveries& made, const std::stop_token& stop) {
    message::Limits limits;
    limits.bytes_max = tools_.settings.message_bytes_max;
    TRY(message::for_each_message(item.path, limits, [&](std::string_view bytes, std::uint64_t at) {
      if (bytes.size() <= limits.bytes_max) return give(item, bytes, made, stop).has_value();
      log(LogLevel::warning, "message too large, left out",
          {{"path", Text::lossy(item.path.string()).str()}, {"offset", at}});
      return true;
    }));
    return {};
  }

  Result<void> give(const Item& item, std::string_view bytes, Deliveries& made,
                    const std::stop_token& stop) {
    Delivery delivery;
    delivery.facts = message::parse(bytes, surroundings_);
    delivery.facts.direction = direction(progress_.job().direction, delivery.facts.direction);
    delivery.recipient = recipient_of(item, delivery.facts);
    delivery.folder = item.folder.empty() ? "INBOX" : item.folder;
    delivery.name = base_name(item);
    delivery.location = delivery_location(delivery.folder);
    delivery.delivered = delivery_time(delivery.facts, item.path.filename().string(),
                                       modified(item), tools_.clock.now());
    delivery.arrival = judge_on_arrival(delivery.facts, indicators_, tools_.clock.now());
    ++progress_.messages;
    made.push_back(rows_of(delivery));
    const bool full = made.size() >= handed_over || weight(made) >= handed_over_bytes;
    if (full && !hand_over(made, stop)) return fail(Fault::cancelled, "import stopped");
    return {};
  }

  static Time modified(const Item& item) {
    struct stat status{};
    if (::lstat(item.path.c_str(), &status) != 0) return {};
    return Time(std::chrono::seconds(status.st_mtim.tv_sec));
  }

  // The path stands beside the reason already.
  static Error shortened(Error error, const Item& item) {
    const std::string path = " " + item.path.string();
    if (const std::size_t at = error.what.find(path); at != std::string::npos)
      error.what.erase(at, path.size());
    return error;
  }

  Progress& progress_;
  const ImportTools& tools_;
  const message::Surroundings& surroundings_;
  const verdict::Indicators& indicators_;
  Queue<Items>& items_;
  Queue<Deliveries>& deliveries_;
};

Visitor visitor(Progress& progress, Items& found, Queue<Items>& items, std::stop_token stop) {
  return {.item =
              [&progress, &found, &items, stop](const Item& item) {
                ++progress.files;
                found.push_back(item);
                // An mbox is work enough for one.
                const bool full = found.size() >= handed_over || item.kind == ItemKind::mbox_file;
                return !full || items.push(std::exchange(found, {}), stop);
              },
          .mailbox = [](const Mailbox&) {},
          .refused =
              [&progress](const Refusal& refusal) {
                ++progress.files;
                progress.refuse(refusal.path.string(), refusal.reason);
              }};
}

// The domains of an organisation tree are known only after its mailboxes are: look first.
void learn_mailboxes(const Progress& progress, const ImportTools& tools) {
  std::vector<casework::MailboxEntry> found;
  const Visitor look{.item = {},
                     .mailbox =
                         [&](const Mailbox& mailbox) {
                           found.push_back({mailbox.address, "maildir", mailbox.path.string()});
                         },
                     .refused = [](const Refusal&) {}};
  [[maybe_unused]] const auto walked =
      walk(progress.job().source, Text::lossy(progress.job().mailbox), look);
  const auto kept = tools.store.transact([&](casework::Session& session) -> Result<void> {
    for (const casework::MailboxEntry& mailbox : found) TRY(put_mailbox(session, mailbox));
    return {};
  });
  if (!kept) return log(LogLevel::error, "mailboxes not kept", {{"why", kept.error().what}});
  for (const casework::MailboxEntry& mailbox : found) tools.mailbox_found(mailbox);
}

// Collects deliveries into batches until parsing has ended.
Result<void> ingest_all(Progress& progress, const ImportTools& tools, Queue<Deliveries>& deliveries,
                        std::stop_token stop) {
  std::vector<DeliveryRows> batch;
  std::size_t bytes = 0;
  const auto add = [&]() -> Result<void> {
    const Ingested counts =
        TRY(tools.ingest.add(batch, deadline_in(tools.settings.engine_wait_ms_max)));
    progress.copies_added += static_cast<std::int64_t>(counts.added);
    progress.copies_known += static_cast<std::int64_t>(counts.known);
    batch.clear();
    bytes = 0;
    return {};
  };
  while (auto made = deliveries.pop(stop)) {
    bytes += weight(*made);
    std::ranges::move(*made, std::back_inserter(batch));
    const bool full = batch.size() >= tools.settings.batch || bytes >= tools.settings.batch_bytes;
    if (full) TRY(add());
  }
  if (stop.stop_requested()) return fail(Fault::cancelled, "import stopped");
  return add();
}

}  // namespace

casework::Import Progress::snapshot() const {
  casework::Import job = job_;
  job.files = files;
  job.files_imported = files_imported;
  job.files_refused = files_refused_;
  job.messages = messages;
  job.copies_added = copies_added;
  job.copies_known = copies_known;
  job.refused = refused_.with([](const auto& reasons) { return nlohmann::json(reasons).dump(); });
  return job;
}

void Progress::refuse(const std::string& path, const std::string& reason) {
  ++files_refused_;
  const std::string key = Text::lossy(reason).cut(200).str();
  refused_.with([&](auto& reasons) {
    if (reasons.size() < 100 || reasons.contains(key)) ++reasons[key];
  });
  log(LogLevel::info, "file refused", {{"path", Text::lossy(path).str()}, {"reason", key}});
}

Result<void> run_import(Progress& progress, const ImportTools& tools, std::stop_token stop) {
  learn_mailboxes(progress, tools);
  const message::Surroundings surroundings = tools.surroundings();
  const verdict::Indicators indicators = tools.indicators();
  Queue<Items> items(16);
  Queue<Deliveries> deliveries(tools.settings.batch_bytes, weight);
  Parsing parsing(progress, tools, surroundings, indicators, items, deliveries);
  std::stop_source end;  // also ended when ingesting fails
  const std::stop_callback outer(stop, [&] { end.request_stop(); });

  std::jthread parsers([&] {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < tools.settings.parsers; ++i) {
      threads.emplace_back([&] { parsing.work(end.get_token()); });
    }
    threads.clear();
    deliveries.close();
  });
  Result<void> walked;
  std::jthread walker([&] {
    Items found;
    walked = walk(progress.job().source, Text::lossy(progress.job().mailbox),
                  visitor(progress, found, items, end.get_token()));
    if (!found.empty()) items.push(std::move(found), end.get_token());
    items.close();
  });
  const Result<void> ingested = ingest_all(progress, tools, deliveries, end.get_token());
  if (!ingested) end.request_stop();
  walker.join();
  parsers.join();
  TRY(Result<void>(ingested));
  return walked;
}

}  // namespace backstamp::intake
