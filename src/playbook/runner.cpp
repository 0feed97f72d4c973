#include "playbook/runner.h"

#include "playbook/entries.h"
#include "playbook/refusal.h"
#include "playbook/run_loop.h"

namespace backstamp::playbook {
namespace {

// A run that can't go on as it began is written down as failed.
Result<RunEnd> end_run(Journal& journal, const Clock& clock, RunId run, const Entry& last,
                       const std::string& why) {
  const RunEnd end{.status = RunStatus::failed, .why = why};
  Finding finding{entry_of(end)};
  finding.entry.sequence = last.sequence + 1;
  finding.entry.at = clock.now();
  TRY(journal.append(run, std::span(&finding, 1)));
  return end;
}

}  // namespace

Runner::Runner(Journal& journal, Commands& commands, const Clock& clock, RunLimits limits,
               const Shelf* shelf)
    : journal_(journal), commands_(commands), clock_(clock), limits_(limits), shelf_(shelf) {}

Result<RunEnd> Runner::run(RunId run, const Document& document, const Variables& external,
                           std::stop_token stop) {
  const std::vector<Entry> entries = TRY(journal_.load(run));
  const Surroundings around{.journal = journal_,
                            .commands = commands_,
                            .clock = clock_,
                            .limits = limits_,
                            .stragglers = stragglers_,
                            .run = run,
                            .stop = std::move(stop)};
  if (entries.empty()) {
    const auto called = Bundle::of(document, shelf_);
    // What is called and missing is told by the refusal.
    const Bundle bundle = called ? *called : Bundle::alone(document);
    std::string refused = called ? "" : "the playbook can't be run: " + called.error().what;
    if (called) refused = refusal(bundle, external, commands_, clock_.now());
    return RunLoop(around, bundle).begin(entry_of(bundle, external, refused));
  }
  if (entries.back().kind == EntryKind::run_finished) return run_end_of(entries.back(), document);
  const Beginning beginning = TRY(beginning_of(entries.front()));
  const auto bundle = Bundle::of(document, shelf_, beginning.pinned);
  if (!bundle || bundle->digest() != beginning.digest) {
    return end_run(journal_, clock_, run, entries.back(),
                   "the playbook was changed since the run began; start a new one");
  }
  return RunLoop(around, *bundle).resume(entries);
}

}  // namespace backstamp::playbook
