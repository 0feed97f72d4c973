// Cluster identification of one message in a filled hunting store: all kinds together, p50 and p95
// over messages of attacks and of other mail. tools/measure_explorer fills the store and names it
// in BACKSTAMP_BENCH_STORE; without it there is nothing to measure.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>

#include "hunting/client.h"
#include "investigation/analyzers/list.h"
#include "platform/maildir.h"
#include "verdict/engines/make_panel.h"

namespace backstamp::investigation {
namespace {

constexpr Duration question_ms_max{120'000};

struct Store {
  explicit Store(const std::string& socket) : client(http::UnixEndpoint{socket}, "default") {}

  // The same messages each time: spread over the store, `verdict` being one of its values.
  std::vector<std::string> messages(const std::string& verdict, std::size_t count) const {
    const auto rows = client.query(
        {.sql = "SELECT NetworkMessageId FROM EmailEvents WHERE Verdict = {verdict:String} "
                "ORDER BY cityHash64(NetworkMessageId) LIMIT {count:UInt64}",
         .parameters = {{"verdict", hunting::text_parameter(verdict)},
                        {"count", std::to_string(count)}},
         .settings = {}},
        deadline_in(question_ms_max));
    std::vector<std::string> ids;
    for (std::size_t row = 0; rows && row < rows->size(); ++row) {
      ids.emplace_back(rows->text(row, "NetworkMessageId"));
    }
    return ids;
  }

  hunting::Client client;
  std::unique_ptr<verdict::Panel> engines = std::move(*verdict::make_panel(Settings{}));
  platform::Maildirs mailboxes;
  verdict::Indicators indicators;
  casework::Investigation investigation;
};

// What the message's bytes would say, as far as clusters ask, from its row.
message::Facts facts_of(const FoundCopy& found) {
  message::Facts facts;
  facts.network_message_id = message::NetworkMessageId(found.copy.network_message_id);
  facts.subject = Text::lossy(found.subject);
  facts.sender.from.address = Text::lossy(found.sender_address);
  facts.sender.from.domain = Text::lossy(found.sender_domain);
  facts.sender.ip = Text::lossy(found.sender_ip);
  facts.body_fingerprint = found.body_fingerprint;
  facts.sketch = found.sketch;
  return facts;
}

// The first link of the message, as evidence of an earlier step that found it bad.
std::vector<casework::Evidence> link_of(const Store& store, const std::string& id) {
  const auto rows = store.client.query(
      {.sql = "SELECT Url FROM EmailUrlInfo WHERE NetworkMessageId = {id:String} LIMIT 1",
       .parameters = {{"id", hunting::text_parameter(id)}},
       .settings = {}},
      deadline_in(question_ms_max));
  if (!rows || rows->size() == 0) return {};
  casework::Evidence evidence;
  evidence.entity = {casework::EntityKind::url, Text::lossy(rows->text(0, "Url"))};
  evidence.verdict = "Malicious";
  return {evidence};
}

// Copies found; nothing on an error.
std::optional<std::size_t> identify(const Store& store, const std::string& id,
                                    const std::vector<casework::Evidence>& evidence) {
  const Deadline deadline = deadline_in(question_ms_max);
  const MailHunt hunt(store.client, deadline, built_in_policy().copies_max);
  auto copies = hunt.copies_of({id});
  if (!copies || copies->empty()) return std::nullopt;
  const message::Facts facts = facts_of(copies->front());
  const Time delivered = copies->front().delivered;
  const Question question{.investigation = store.investigation,
                          .letter = nullptr,
                          .facts = facts,
                          .root_copies = std::move(*copies),
                          .delivered = delivered,
                          .reporters = {},
                          .evidence = evidence,
                          .clusters = {},
                          .hunt = hunt,
                          .indicators = store.indicators,
                          .engines = *store.engines,
                          .mailboxes = store.mailboxes,
                          .policy = built_in_policy(),
                          .now = delivered,
                          .deadline = deadline};
  std::size_t found = 0;
  for (const auto analyzer : {similarity_clusters, nearness_cluster, indicator_clusters}) {
    const auto answer = analyzer(question);
    if (!answer) return std::nullopt;
    for (const casework::Cluster& cluster : answer->findings.clusters) {
      found += cluster.members.size();
    }
  }
  return found;
}

double at_share(std::vector<double> values, double share) {
  std::ranges::sort(values);
  return values[std::min(values.size() - 1,
                         static_cast<std::size_t>(share * static_cast<double>(values.size())))];
}

void clusters_of_one_message(benchmark::State& state, const std::string& verdict) {
  const char* socket = std::getenv("BACKSTAMP_BENCH_STORE");
  if (socket == nullptr) return state.SkipWithError("no BACKSTAMP_BENCH_STORE");
  const char* rounds = std::getenv("BACKSTAMP_BENCH_ROUNDS");
  const Store store(socket);
  const auto ids =
      store.messages(verdict, rounds == nullptr ? 20 : std::strtoul(rounds, nullptr, 10));
  std::vector<double> times;
  std::size_t copies = 0;
  for (auto _ : state) {
    for (const std::string& id : ids) {
      const auto evidence = link_of(store, id);
      const auto begun = std::chrono::steady_clock::now();
      const auto found = identify(store, id, evidence);
      const std::chrono::duration<double, std::milli> took =
          std::chrono::steady_clock::now() - begun;
      if (!found) return state.SkipWithError("a question failed");
      times.push_back(took.count());
      copies += *found;
    }
  }
  if (times.empty()) return state.SkipWithError("no such mail");
  state.counters["p50_ms"] = at_share(times, 0.5);
  state.counters["p95_ms"] = at_share(times, 0.95);
  state.counters["copies"] = static_cast<double>(copies) / static_cast<double>(times.size());
}
BENCHMARK_CAPTURE(clusters_of_one_message, attack, std::string("Malicious"))
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(clusters_of_one_message, other_mail, std::string("NoThreatsFound"))
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace backstamp::investigation
