#include "investigation/commands.h"

#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "casework/alert_table.h"
#include "casework/investigation_table.h"
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

// What the case store holds of a running investigation.
struct CaseFile {
  casework::Investigation investigation;
  std::vector<std::string> reporters;
  std::vector<casework::Evidence> evidence;
  std::vector<casework::Cluster> clusters;
};

Result<CaseFile> read_case(casework::Session& session, casework::InvestigationId id) {
  CaseFile file;
  auto investigation = TRY(find_investigation(session, id));
  if (!investigation) return fail(Fault::not_found, "no investigation " + id.value().text());
  file.investigation = std::move(*investigation);
  std::set<std::string> reporters;
  for (const casework::AlertId& alert_id : file.investigation.alerts) {
    const auto alert = TRY(find_alert(session, alert_id));
    if (alert && alert->policy == "user-reported-phish") reporters.insert(alert->raised_by.str());
  }
  file.reporters.assign(reporters.begin(), reporters.end());
  file.evidence = TRY(list_evidence(session, id));
  file.clusters = TRY(list_clusters(session, id, /*with_members=*/true));
  return file;
}

Result<std::shared_ptr<const verdict::Inquiry>> read_letter(
    const Instruments& instruments, const casework::Investigation& investigation) {
  const auto variables = nlohmann::json::parse(investigation.variables, nullptr, false);
  auto letter = std::make_shared<verdict::Inquiry>();
  const bool named = variables.is_object() && variables.contains("letter") &&
                     variables["letter"].is_string() &&
                     !variables["letter"].get_ref<const std::string&>().empty();
  if (!named && investigation.root.kind != casework::EntityKind::message) return letter;
  if (!named) {
    return fail(Fault::corrupt,
                "investigation " + investigation.id.value().short_text() + " names no letter");
  }
  letter->bytes = TRY(instruments.letters.get(variables["letter"].get<std::string>()));
  letter->facts = message::parse(letter->bytes, instruments.surroundings());
  return letter;
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

Result<Answer> ask(const Instruments& instruments, const Analyzer& analyzer,
                   const playbook::Invocation& invocation) {
  const casework::InvestigationId id(invocation.run.value());
  CaseFile file = TRY(instruments.store.reading<CaseFile>(
      [&](casework::Session& session) { return read_case(session, id); }));
  const std::shared_ptr<const verdict::Inquiry> letter =
      TRY(read_letter(instruments, file.investigation));
  const message::Facts& facts = letter->facts;
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
                          .letter = letter,
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
Result<Answer> ask_patiently(const Instruments& instruments, const Analyzer& analyzer,
                             const playbook::Invocation& invocation) {
  const Deadline patience = std::min(invocation.deadline, deadline_in(engine_wait_max));
  for (;;) {
    auto answer = ask(instruments, analyzer, invocation);
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
  auto answer = ask_patiently(instruments_, *analyzer, invocation);
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
