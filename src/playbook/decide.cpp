#include "playbook/entries.h"
#include "playbook/run.h"
#include "playbook/steps/step_behaviour.h"

namespace backstamp::playbook {
namespace {

std::unexpected<Error> misfit(const Entry& entry, const std::string& what) {
  return fail(Fault::corrupt, "journal entry " + std::to_string(entry.sequence) + " (" +
                                  std::string(name_of(entry.kind)) + " " + entry.invocation +
                                  ") does not follow from the playbook: " + what);
}

// Passes the steps that need nothing (start) until one needs something, or the run ends.
Decision advance(Run& run) {
  while (!run.end()) {
    const Step& step = *run.step();
    const StepBehaviour* behaviour = behaviour_of(step.type);
    if (!behaviour) {
      run.finish(RunStatus::failed,
                 "steps of type " + std::string(name_of(step.type)) + " can't be run yet");
    } else if (run.count_invocation()) {
      if (auto decision = behaviour->arrive(run, step)) return *std::move(decision);
    }
  }
  return Record{entry_of(*run.end()), run.not_before()};
}

Result<Decision> hear_beginning(Run& run, const Entry& entry) {
  const Beginning beginning = TRY(beginning_of(entry));
  if (beginning.refused.empty()) {
    run.begin(beginning.external);
  } else {
    run.finish(RunStatus::failed, beginning.refused);
  }
  return advance(run);
}

Result<Decision> hear_step(Run& run, const Entry& entry) {
  const Step& step = *run.step();
  if (auto decision = TRY(behaviour_of(step.type)->hear(run, step, entry))) {
    return *std::move(decision);
  }
  return advance(run);
}

Result<Decision> apply(Run& run, const Entry& entry) {
  switch (entry.kind) {
    case EntryKind::run_started: return hear_beginning(run, entry);
    case EntryKind::run_finished: return *run.end();
    default: return hear_step(run, entry);
  }
}

}  // namespace

Result<Decision> decide(Run& run, const Entry& entry) {
  if (entry.sequence != run.sequence_ + 1) return misfit(entry, "its sequence is not the next");
  const bool expected =
      entry.kind == run.expected_kind_ && entry.invocation == run.expected_invocation_;
  const bool resumed = run.executing_ && entry.kind == EntryKind::step_resumed &&
                       entry.invocation == run.expected_invocation_;
  if (!expected && !resumed) {
    return misfit(entry, std::string(name_of(run.expected_kind_)) + " " + run.expected_invocation_ +
                             " is expected");
  }
  run.sequence_ = entry.sequence;
  run.last_at_ = entry.at;
  Decision decision = TRY(apply(run, entry));
  run.executing_ = std::holds_alternative<Execute>(decision);
  if (const auto* record = std::get_if<Record>(&decision)) {
    run.expected_kind_ = record->entry.kind;
    run.expected_invocation_ = record->entry.invocation;
  } else if (const auto* execute = std::get_if<Execute>(&decision)) {
    run.expected_kind_ = EntryKind::step_finished;
    run.expected_invocation_ = execute->invocation;
  } else {
    run.expected_invocation_ = "nothing";  // after the end
  }
  return decision;
}

}  // namespace backstamp::playbook
