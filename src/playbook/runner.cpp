#include "playbook/runner.h"

#include "base/hash.h"
#include "playbook/deadline_stop.h"
#include "playbook/entries.h"
#include "playbook/refusal.h"
#include "playbook/run.h"

namespace backstamp::playbook {
namespace {

// One run from its journal to its end; carries out what decide() says.
class Loop {
 public:
  Loop(Journal& journal, Commands& commands, const Clock& clock, RunLimits limits, RunId id,
       const Document& document, std::stop_token stop)
      : journal_(journal),
        commands_(commands),
        clock_(clock),
        id_(id),
        document_(document),
        stop_(std::move(stop)),
        run_(document, limits) {}

  Result<RunEnd> run(const Variables& external) {
    const std::vector<Entry> entries = TRY(journal_.load(id_));
    if (entries.empty()) {
      TRY(write(entry_of(document_, external, refusal(document_, external, commands_))));
      return carry_out();
    }
    if (entries.back().kind == EntryKind::run_finished) {
      return run_end_of(entries.back(), document_);
    }
    const Beginning beginning = TRY(beginning_of(entries.front()));
    if (beginning.digest != sha256_hex(document_.json)) return end_changed(entries.back());
    for (const Entry& entry : entries) TRY(take(entry));
    // Started, perhaps carried out, but not finished before a crash: it is run again.
    if (std::holds_alternative<Execute>(decision_)) TRY(write(step_resumed_entry(run_)));
    return carry_out();
  }

 private:
  Result<void> take(const Entry& entry) {
    decision_ = TRY(decide(run_, entry));
    sequence_ = entry.sequence;
    return {};
  }

  Result<void> write(Entry entry, const std::any& found = {}) {
    entry.sequence = sequence_ + 1;
    entry.at = clock_.now();
    TRY(journal_.append(id_, entry, found));
    return take(entry);
  }

  Result<RunEnd> carry_out() {
    while (!stop_.stop_requested()) {
      if (const auto* end = std::get_if<RunEnd>(&decision_)) return *end;
      if (const auto* record = std::get_if<Record>(&decision_)) {
        const Record next = *record;
        if (wait_until(next.not_before)) TRY(write(next.entry));
      } else {
        TRY(execute(Execute(std::get<Execute>(decision_))));
      }
    }
    return RunEnd{RunStatus::stopped, "stopped on request; it can be resumed", run_.variables()};
  }

  // False when the stop came first. Looks at the clock each second, which may have been set.
  bool wait_until(Time due) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    for (Time now = clock_.now(); now < due && !stop_.stop_requested(); now = clock_.now()) {
      const Duration pause = std::min<Duration>(due - now, std::chrono::seconds(1));
      never.wait_for(lock, stop_, pause, [] { return false; });
    }
    return !stop_.stop_requested();
  }

  Result<void> execute(const Execute& execute) {
    const Step& step = document_.workflow.at(execute.step_id);
    const Duration timeout =
        step.timeout.count() > 0 ? Duration(step.timeout) : run_.limits().step_timeout;
    if (execute.command == 0 || !step_deadline_) step_deadline_ = deadline_in(timeout);
    CommandOutcome outcome = outcome_of(execute, step, *step_deadline_);
    // What a stop cut short is no outcome: the step is resumed by the next run().
    if (stop_.stop_requested()) return {};
    if (std::chrono::steady_clock::now() >= *step_deadline_) {
      outcome.succeeded = false;
      outcome.why = "ACTION_TIMEOUT: " + step.id + " took longer than " +
                    std::to_string(timeout.count()) + " ms" +
                    (outcome.why.empty() ? "" : "; " + outcome.why);
    }
    return write(finished_entry(run_, execute, outcome), outcome.findings);
  }

  CommandOutcome outcome_of(const Execute& execute, const Step& step, Deadline deadline) {
    const DeadlineStop stop(deadline, stop_);
    const Invocation invocation{.run = id_,
                                .id = execute.invocation,
                                .step_id = step.id,
                                .step_name = step.name,
                                .deadline = deadline,
                                .stop = stop.token()};
    try {
      return commands_.run(invocation, step.commands[execute.command], execute.in);
    } catch (const std::exception& problem) {
      CommandOutcome outcome;
      outcome.succeeded = false;
      outcome.why = std::string("the command broke: ") + problem.what();
      return outcome;
    }
  }

  Result<RunEnd> end_changed(const Entry& last) {
    const RunEnd end{RunStatus::failed,
                     "the playbook was changed since the run began; start a new one"};
    Entry entry = entry_of(end);
    entry.sequence = last.sequence + 1;
    entry.at = clock_.now();
    TRY(journal_.append(id_, entry, {}));
    return end;
  }

  Journal& journal_;
  Commands& commands_;
  const Clock& clock_;
  const RunId id_;
  const Document& document_;
  const std::stop_token stop_;
  Run run_;
  Decision decision_;
  std::int64_t sequence_ = 0;
  std::optional<Deadline> step_deadline_;  // shared by the commands of a step
};

}  // namespace

Runner::Runner(Journal& journal, Commands& commands, const Clock& clock, RunLimits limits)
    : journal_(journal), commands_(commands), clock_(clock), limits_(limits) {}

Result<RunEnd> Runner::run(RunId run, const Document& document, const Variables& external,
                           std::stop_token stop) {
  return Loop(journal_, commands_, clock_, limits_, run, document, std::move(stop)).run(external);
}

}  // namespace backstamp::playbook
