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
  if (!variables.is_object() || !variables.value("letter", nlohmann::json()).is_string()) {
    return fail(Fault::corrupt,
                "investigation " + investigation.id.value().short_text() + " names no letter");
  }
  auto letter = std::make_shared<verdict::Inquiry>();
  letter->bytes = TRY(instruments.letters.get(variables["letter"].get<std::string>()));
  letter->facts = message::parse(letter->bytes, instruments.surroundings());
  return letter;
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
  std::vector<FoundCopy> copies = TRY(hunt.copies_of({facts.network_message_id.value().text()}));
  const Time now = instruments.clock.now();
  const Time delivered = !copies.empty() ? copies.front().delivered
                                         : facts.received.value_or(facts.date.value_or(now));
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
                          .deadline = invocation.deadline};
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
