#include "investigation/commands.h"

#include <nlohmann/json.hpp>
#include <thread>

#include "investigation/analysis.h"

namespace backstamp::investigation {
namespace {

const Analyzer* find_analyzer(const playbook::Command& command) {
  if (command.type != "x-backstamp") return nullptr;
  for (const Analyzer& analyzer : analyzers()) {
    if (analyzer.command == command.command) return &analyzer;
  }
  return nullptr;
}

std::string account_of(const casework::Investigation& investigation) {
  const bool about = investigation.root.kind == casework::EntityKind::user ||
                     investigation.root.kind == casework::EntityKind::mailbox;
  return about ? ascii_lower(investigation.root.value.view()) : std::string();
}

// When what began it happened: told by the alert, else the last the account did.
Result<Time> time_around(const casework::Investigation& investigation, const AccountHunt& accounts,
                         const std::string& account, Time now) {
  const auto variables = nlohmann::json::parse(investigation.variables, nullptr, false);
  if (variables.is_object() && variables.contains("at") && variables["at"].is_string()) {
    if (const auto at = parse_rfc3339(variables["at"].get<std::string>())) return *at;
  }
  if (account.empty()) return now;
  const auto last = TRY(accounts.last_activity(account));
  return last.value_or(now);
}

Result<Answer> ask(const Instruments& instruments, const CaseReader& read_case,
                   const Analyzer& analyzer, const playbook::Invocation& invocation) {
  CaseFile file = TRY(read_case(invocation.run));
  const message::Facts& facts = file.letter->facts;
  const MailHunt hunt(instruments.hunting, invocation.deadline, instruments.policy.copies_max);
  const bool about_mail = !facts.network_message_id.value().is_nil();
  std::vector<FoundCopy> copies;
  if (about_mail) copies = TRY(hunt.copies_of({facts.network_message_id.value().text()}));
  const Time now = instruments.clock.now();
  const AccountPolicy& account_policy = built_in_account_policy();
  const AccountHunt accounts(instruments.hunting, invocation.deadline, account_policy.rows_max);
  const std::string account = account_of(file.investigation);
  const Time around = TRY(time_around(file.investigation, accounts, account, now));
  const Time delivered = !copies.empty() ? copies.front().delivered
                                         : facts.received.value_or(facts.date.value_or(around));
  const verdict::Indicators indicators = instruments.indicators();
  const Question question{.investigation = file.investigation,
                          .letter = file.letter,
                          .facts = facts,
                          .root_copies = std::move(copies),
                          .delivered = delivered,
                          .reporters = std::move(file.reporters),
                          .evidence = std::move(file.evidence),
                          .clusters = std::move(file.clusters),
                          .hunt = hunt,
                          .indicators = indicators,
                          .engines = instruments.engines,
                          .mailboxes = instruments.mailboxes,
                          .policy = instruments.policy,
                          .now = now,
                          .deadline = invocation.deadline,
                          .account = account,
                          .around = around,
                          .accounts = accounts,
                          .account_policy = account_policy,
                          .own_domains = instruments.surroundings().accepted_domains};
  return analyzer.ask(question);
}

constexpr std::chrono::seconds engine_wait_max{60};
constexpr std::chrono::milliseconds engine_wait{200};

// The engine may be starting again: its absence is waited for, not written down as a finding.
Result<Answer> ask_patiently(const Instruments& instruments, const CaseReader& read_case,
                             const Analyzer& analyzer, const playbook::Invocation& invocation) {
  const Deadline patience = std::min(invocation.deadline, deadline_in(engine_wait_max));
  for (;;) {
    auto answer = ask(instruments, read_case, analyzer, invocation);
    const bool away = !answer && answer.error().fault == Fault::unavailable;
    if (!away || invocation.stop.stop_requested()) return answer;
    if (std::chrono::steady_clock::now() + engine_wait > patience) return answer;
    std::this_thread::sleep_for(engine_wait);
  }
}

}  // namespace

std::string AnalyzerCommands::refusal(const playbook::Command& command, const playbook::Definition*,
                                      const playbook::Definition*) const {
  if (find_analyzer(command)) return "";
  return "unknown command " + command.command.substr(0, 80) + " of type " +
         command.type.substr(0, 80);
}

playbook::CommandOutcome AnalyzerCommands::run(const playbook::Invocation& invocation,
                                               const playbook::Command& command,
                                               const playbook::Variables&) {
  const Analyzer* analyzer = find_analyzer(command);
  playbook::CommandOutcome outcome;
  if (analyzer == nullptr) {
    outcome.succeeded = false;
    outcome.why = "unknown command '" + command.command + "'";
    return outcome;
  }
  auto answer = ask_patiently(instruments_, read_case_, *analyzer, invocation);
  if (!answer) {
    outcome.succeeded = false;
    outcome.why = answer.error().what;
    return outcome;
  }
  outcome.why = std::move(answer->why);
  outcome.out = std::move(answer->variables);
  outcome.asked = std::move(answer->asked);
  outcome.found = std::move(answer->found);
  outcome.findings = std::move(answer->findings);
  return outcome;
}

}  // namespace backstamp::investigation
