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

// Whether such an entry may be written about the flow now.
bool may_follow(const Flow& flow, EntryKind kind) {
  switch (flow.doing) {
    case Doing::recording: return kind == flow.wanted->kind;
    case Doing::executing:
      return kind == EntryKind::step_finished || kind == EntryKind::step_resumed ||
             kind == EntryKind::step_waiting;
    case Doing::asking: return kind == EntryKind::step_finished || kind == EntryKind::step_resumed;
    case Doing::inside: return kind == EntryKind::step_finished;
    default: return false;
  }
}

Result<void> hear(Run& run, Flow& flow, const Entry& entry) {
  if (flow.doing == Doing::inside) {  // only its time being over ends it from outside
    run.abandon_branches(flow);
    const StepEnd end = TRY(step_end_of(entry));
    flow.doing = Doing::moving;
    run.leave_failed(flow, end.why);
    return {};
  }
  flow.doing = Doing::moving;
  flow.wanted.reset();
  return behaviour_of(flow.step->type).hear(run, flow, entry);
}

Time due_of(const Flow& flow, Duration otherwise) {
  const Duration timeout = flow.step->timeout;
  return flow.started + (timeout.count() > 0 ? timeout : otherwise);
}

// Of what waits while nothing is begun: its time does not pass in a pause.
Time due_unless_paused(const Run& run, Time due) { return run.paused() ? Time::max() : due; }

void add_to(Agenda& agenda, const Run& run, const Flow& flow) {
  switch (flow.doing) {
    case Doing::recording:
      if (!run.paused()) agenda.records.push_back({*flow.wanted, flow.not_before});
      break;
    case Doing::executing:
      agenda.executing.push_back({flow.invocation, due_of(flow, run.limits().step_timeout)});
      break;
    case Doing::asking:
      agenda.asking.push_back(
          {flow.invocation, due_unless_paused(run, due_of(flow, run.limits().reply_timeout))});
      break;
    case Doing::inside:
      if (flow.step->timeout.count() > 0) {
        agenda.inside.push_back(
            {flow.invocation, due_unless_paused(run, flow.started + flow.step->timeout)});
      }
      break;
    default: break;
  }
  for (const auto& branch : flow.branches) add_to(agenda, run, *branch);
}

// What a pause holds up gets the time back. What is under way meanwhile does not.
void shift_times(Flow& flow, Time paused_at, Duration by) {
  if (flow.doing != Doing::executing) flow.started += by;
  if (flow.not_before > paused_at) flow.not_before += by;
  for (const auto& branch : flow.branches) shift_times(*branch, paused_at, by);
}

}  // namespace

Result<void> Run::pause_or_go_on(const Entry& entry) {
  const bool pauses = entry.kind == EntryKind::run_paused;
  if (end_ || pauses == paused()) return misfit(entry, "it is not the turn for that");
  heard_ = TRY(reply_of(entry));
  if (pauses) {
    paused_at_ = entry.at;
    return {};
  }
  if (root_) shift_times(*root_, *paused_at_, entry.at - *paused_at_);
  paused_at_.reset();
  return {};
}

Result<void> apply(Run& run, const Entry& entry) {
  if (entry.sequence != run.sequence_ + 1) return misfit(entry, "its sequence is not the next");
  const bool first = entry.sequence == 1;
  if (first != (entry.kind == EntryKind::run_started)) return misfit(entry, "a run begins once");
  if (run.finished_) return misfit(entry, "the run has ended");
  run.sequence_ = entry.sequence;
  run.last_at_ = entry.at;
  if (first) {
    const Beginning beginning = TRY(beginning_of(entry));
    if (beginning.refused.empty()) {
      run.begin(beginning.external);
    } else {
      run.finish(RunStatus::failed, beginning.refused);
    }
  } else if (entry.kind == EntryKind::run_finished) {
    if (!run.end_ || !run.closing_.empty()) return misfit(entry, "steps are open");
    run.finished_ = true;
    return {};
  } else if (entry.kind == EntryKind::run_paused || entry.kind == EntryKind::run_continued) {
    TRY(run.pause_or_go_on(entry));
  } else if (entry.kind == EntryKind::run_cancelled) {
    run.finish(RunStatus::cancelled, cancellation_of(entry));
  } else if (!(entry.kind == EntryKind::step_finished && run.take_closing(entry.invocation))) {
    Flow* flow = run.find(entry.invocation);
    if (!flow || !may_follow(*flow, entry.kind)) return misfit(entry, "no such step is due");
    TRY(hear(run, *flow, entry));
  }
  run.advance();
  return {};
}

Agenda decide(const Run& run) {
  Agenda agenda;
  if (run.finished_) {
    agenda.end = run.end_;
    return agenda;
  }
  agenda.paused = run.paused();
  for (const Entry& entry : run.closing_) agenda.records.push_back({entry, {}});
  if (run.root_) add_to(agenda, run, *run.root_);
  if (run.end_ && run.closing_.empty()) agenda.records.push_back({entry_of(*run.end_), {}});
  if (!run.end_) agenda.cancel_at = run.began_ + run.limits().run_timeout;
  return agenda;
}

}  // namespace backstamp::playbook
