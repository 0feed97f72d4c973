#include "intake/rule_inventory.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/log.h"
#include "casework/rule_table.h"
#include "platform/sieve_rules.h"

namespace backstamp::intake {
namespace {

using Json = nlohmann::ordered_json;
using platform::MailRule;
using platform::SieveFinding;

constexpr std::chrono::milliseconds between_mailboxes{5};

// Rights by which another one sees or changes mail (RFC 4314).
std::vector<SieveFinding> judge_rights(const MailRule& rule) {
  const std::size_t tab = rule.name.find('\t');
  const std::string folder = rule.name.substr(0, tab), who = rule.name.substr(tab + 1);
  const auto may = [&](char right) { return rule.content.find(right) != std::string::npos; };
  if (!may('r') || who.starts_with('-')) return {};
  const bool changes = may('w') || may('i') || may('e') || may('t') || may('a') || may('x');
  return {{"open_to_others",
           Text::lossy(who + " may " + (changes ? "read and change" : "read") + " the folder '" +
                       folder + "' (" + rule.content + ")."),
           Text::lossy(who), 0}};
}

std::string to_json(const std::vector<SieveFinding>& findings) {
  Json all = Json::array();
  for (const SieveFinding& finding : findings) {
    all.push_back({{"kind", finding.kind},
                   {"detail", finding.detail.str()},
                   {"target", finding.target.str()},
                   {"line", finding.line}});
  }
  return all.dump();
}

class Inventory final : public RuleInventory {
 public:
  Inventory(InventoryTools tools, std::chrono::seconds pause)
      : tools_(std::move(tools)),
        pause_(pause),
        thread_([this](const std::stop_token& stop) { run(stop); }) {}

 private:
  void run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      const auto mailboxes = tools_.mailboxes();
      std::size_t failed = 0;
      std::string why;
      for (const Text& mailbox : mailboxes) {
        if (stop.stop_requested()) return;
        const auto looked = look_at_rules(mailbox, tools_);
        if (!looked && failed++ == 0) why = looked.error().what;
        wait(between_mailboxes, stop);
      }
      if (failed > 0) {
        log(LogLevel::warning, "rules of mailboxes not seen", {{"count", failed}, {"first", why}});
      }
      wait(mailboxes.empty() ? std::chrono::seconds(1) : pause_, stop);
    }
  }

  static void wait(std::chrono::milliseconds time, const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any changed;
    std::unique_lock lock(mutex);
    changed.wait_for(lock, stop, time, [] { return false; });
  }

  const InventoryTools tools_;
  const std::chrono::seconds pause_;
  std::jthread thread_;
};

}  // namespace

Result<void> look_at_rules(const Text& mailbox, const InventoryTools& tools) {
  const std::vector<Text> own = tools.own_domains();
  std::vector<casework::RuleRow> rows;
  for (const MailRule& rule : TRY(tools.rules.list(mailbox))) {
    const auto findings =
        rule.kind == "sieve" ? platform::judge_sieve(rule.content, own) : judge_rights(rule);
    rows.push_back({.mailbox = mailbox,
                    .kind = rule.kind,
                    .name = rule.name,
                    .active = rule.active,
                    .sha256 = TRY(tools.letters.put(rule.content)),
                    .findings = to_json(findings),
                    .suspicious = rule.active && !findings.empty(),
                    .since = {},
                    .until = {}});
  }
  return tools.store.transact([&](casework::Session& session) -> Result<void> {
    TRY(casework::record_rules(session, mailbox, rows, tools.clock.now()));
    return {};
  });
}

std::unique_ptr<RuleInventory> RuleInventory::start(InventoryTools tools,
                                                    std::chrono::seconds pause) {
  return std::make_unique<Inventory>(std::move(tools), pause);
}

}  // namespace backstamp::intake
