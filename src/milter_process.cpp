#include "milter_process.h"

#include <algorithm>

#include "base/file.h"
#include "click/gateway.h"
#include "click/guarding.h"
#include "click/link.h"
#include "message/parse.h"
#include "tap/tap.h"
#include "verdict/entries_file.h"
#include "verdict/indicator_reasons.h"
#include "verdict/judge.h"
#include "verdict/weigh.h"

namespace backstamp {
namespace {

namespace fs = std::filesystem;

// What a look at a letter needs; shared by the threads of looks.
struct Looking {
  message::Surroundings surroundings;
  std::shared_ptr<const verdict::EntriesFile> entries;
  const Clock& clock;
  std::string address;  // of the gateway; empty: links are left alone
  click::KeyRing keys;
};

bool is_ours(const Text& address, const message::Surroundings& around) {
  const std::string_view domain = address.view().substr(address.view().rfind('@') + 1);
  return std::ranges::any_of(around.accepted_domains,
                             [&](const Text& own) { return ascii_equal(own.view(), domain); });
}

// Mail from outside to people of the organisation: nobody signed in, and nobody else gets it.
bool is_inbound(const tap::Arrival& arrival, const message::Surroundings& around) {
  return arrival.signed_in_as.empty() && !arrival.recipients.empty() &&
         std::ranges::all_of(arrival.recipients,
                             [&](const Text& recipient) { return is_ours(recipient, around); });
}

verdict::Verdict judge(const tap::Arrival& arrival, const Looking& looking) {
  const message::Facts facts = message::parse(tap::as_delivered(arrival), looking.surroundings);
  return verdict::judge(facts, verdict::unknown_history, looking.entries->now(),
                        looking.clock.now());
}

tap::Findings look(const tap::Arrival& arrival, std::size_t body_at, const Looking& looking) {
  const verdict::Judgement judgement = judge(arrival, looking).judgement;
  tap::Findings findings{
      .verdict = std::string(verdict::name_of(judgement)), .body = {}, .guard = {}};
  if (looking.address.empty() || !is_inbound(arrival, looking.surroundings)) return findings;
  const Uuid guard = Uuid::random();
  const Text recipient = arrival.recipients.size() == 1 ? arrival.recipients.front() : Text();
  findings.body = click::guarded_body(arrival.letter, body_at, [&](std::string_view target) {
    if (target.starts_with(looking.address)) return std::string();
    const std::string word = click::word_of({.target = std::string(target),
                                             .guard = guard,
                                             .recipient = recipient,
                                             .judgement = judgement},
                                            looking.keys);
    return word.empty() ? word : looking.address + std::string(click::link_path) + word;
  });
  if (findings.body) findings.guard = guard;
  return findings;
}

Result<std::string> gateway_address(std::string address) {
  while (address.ends_with('/')) address.pop_back();
  if (address.empty() || click::is_target(address)) return address;
  return fail(Fault::invalid, "setting click.address must be an http or https address, not '" +
                                  Text::lossy(address).str() + "'");
}

message::Surroundings surroundings(const Settings& settings) {
  message::Surroundings around;
  for (const std::string& domain : settings.accepted_domains) {
    around.accepted_domains.push_back(Text::lossy(ascii_lower(domain)));
  }
  for (const std::string& id : settings.authserv_ids)
    around.authserv_ids.push_back(Text::lossy(id));
  for (const std::string& host : settings.trusted_hosts) {
    around.trusted_hosts.push_back(Text::lossy(host));
  }
  return around;
}

Result<tap::Look> make_look(const fs::path& data, const Settings& settings, const Clock& clock) {
  const std::string address = TRY(gateway_address(settings.click_address));
  const bool wanted =
      !settings.milter_verdict_header.empty() || !settings.milter_hold.empty() || !address.empty();
  if (!wanted) return tap::Look();
  const auto looking = std::make_shared<const Looking>(
      Looking{.surroundings = surroundings(settings),
              .entries = std::make_shared<verdict::EntriesFile>(data / entries_file),
              .clock = clock,
              .address = address,
              .keys = TRY(click::KeyRing::read_or_make(data / "link.keys"))});
  return tap::Look([looking](const tap::Arrival& arrival, std::size_t body_at) {
    return look(arrival, body_at, *looking);
  });
}

}  // namespace

Result<void> run_milter(const fs::path& data, const Settings& settings) {
  const SystemClock clock;
  TRY(make_folder(data));
  const auto tray =
      TRY(Tray::open(data / arrivals_folder, clock,
                     static_cast<std::uint64_t>(settings.milter_spool_mib) * 1024 * 1024));
  tap::Look look = TRY(make_look(data, settings, clock));
  tap::TapSettings shell;
  shell.socket = settings.milter_socket.empty() ? "unix:" + (data / "milter.sock").string()
                                                : settings.milter_socket;
  shell.verdict_header = settings.milter_verdict_header;
  shell.may_hold = !settings.milter_hold.empty();
  shell.may_change = !settings.click_address.empty();
  const auto handling =
      tap::Handling::start(*tray, std::move(look),
                           {.wait_ms_max = Duration(settings.milter_wait_ms),
                            .threads = 2,
                            .verdict_header = settings.milter_verdict_header,
                            .hold = {settings.milter_hold.begin(), settings.milter_hold.end()}});
  return tap::run(shell, *handling, clock);
}

}  // namespace backstamp
