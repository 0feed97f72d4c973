#include "playbook/run_loop.h"

#include "playbook/entries.h"

namespace backstamp::playbook {
namespace {

const Due* find_due(const std::vector<Due>& list, const std::string& invocation) {
  const auto found = std::ranges::find(list, invocation, &Due::invocation);
  return found == list.end() ? nullptr : &*found;
}

constexpr std::string_view interruption_question =
    R"({"kind":"repeat","text":"This command was begun and cut off by a crash. It may have )"
    R"(had its effect already, so it is not repeated unasked. Look, then answer: repeat, )"
    R"(succeeded or failed."})";

}  // namespace

RunLoop::RunLoop(const Surroundings& around, const Bundle& bundle)
    : around_(around),
      run_(bundle, around.limits),
      crew_(around.stragglers, around.limits.stop_grace) {}

Result<RunEnd> RunLoop::begin(Entry run_started) {
  TRY(take(std::move(run_started)));
  return carry_out();
}

Result<RunEnd> RunLoop::resume(const std::vector<Entry>& entries) {
  for (const Entry& entry : entries) {
    TRY(apply(run_, entry));
    sequence_ = entry.sequence;
  }
  agenda_ = decide(run_);
  for (const Due& due : agenda_.executing) interrupted_.insert(due.invocation);
  return carry_out();
}

Result<void> RunLoop::take(Entry entry, std::any found) {
  entry.sequence = sequence_ + 1;
  entry.at = around_.clock.now();
  TRY(apply(run_, entry));
  sequence_ = entry.sequence;
  unwritten_.push_back({std::move(entry), std::move(found)});
  agenda_ = decide(run_);
  return {};
}

Result<void> RunLoop::flush() {
  if (unwritten_.empty()) return {};
  TRY(around_.journal.append(around_.run, unwritten_));
  unwritten_.clear();
  return {};
}

Result<RunEnd> RunLoop::carry_out() {
  while (!around_.stop.stop_requested()) {
    TRY(settle());
    drop_abandoned();
    TRY(flush());
    if (agenda_.end) return *agenda_.end;
    TRY(start_commands());
    if (!unwritten_.empty()) continue;
    if (waits_long()) {
      return RunEnd{.status = RunStatus::waiting,
                    .why = agenda_.paused ? "paused" : "waits for a reply or a time",
                    .variables = run_.variables(),
                    .wake = next_time()};
    }
    TRY(wait());
  }
  TRY(flush());
  return RunEnd{.status = RunStatus::stopped,
                .why = "stopped on request; it can be resumed",
                .variables = run_.variables()};
}

bool RunLoop::waits_long() const {
  if (crew_.size() > 0 || (!agenda_.executing.empty() && !agenda_.paused)) return false;
  if (around_.limits.patience == Duration::max()) return false;
  const auto next = next_time();
  return !next || *next - around_.clock.now() > around_.limits.patience;
}

Result<void> RunLoop::settle() {
  if (!agenda_.end) TRY(hear_replies());
  while (TRY(record_one()) || TRY(expire_one())) {
  }
  return {};
}

Result<bool> RunLoop::record_one() {
  const Time now = around_.clock.now();
  const auto due = std::ranges::find_if(
      agenda_.records, [&](const Record& record) { return record.not_before <= now; });
  if (due == agenda_.records.end()) return false;
  TRY(take(Entry(due->entry)));
  return true;
}

// Steps whose time is over without a command that could be stopped, and the run itself.
Result<bool> RunLoop::expire_one() {
  const Time now = around_.clock.now();
  if (agenda_.cancel_at && *agenda_.cancel_at <= now) {
    TRY(take(run_cancelled_entry("the run took longer than it may")));
    return true;
  }
  for (const std::vector<Due>* list : {&agenda_.inside, &agenda_.asking}) {
    const auto over = std::ranges::find_if(*list, [&](const Due& due) { return due.at <= now; });
    if (over == list->end()) continue;
    TRY(take(timed_out_entry(*run_.find(over->invocation), {})));
    return true;
  }
  return false;
}

Result<void> RunLoop::hear_replies() {
  if (std::chrono::steady_clock::now() < replies_due_) return {};
  replies_due_ = deadline_in(around_.limits.clock_look);
  for (const Reply& reply : TRY(around_.journal.replies(around_.run))) TRY(hear_reply(reply));
  return {};
}

// Replies to what is not asked any more were heard before, or came too late.
Result<void> RunLoop::hear_reply(const Reply& reply) {
  if (reply.kind == Reply::Kind::cancel) {
    if (!agenda_.cancel_at) return {};
    return take(run_cancelled_entry("cancelled by " + reply.by +
                                    (reply.comment.empty() ? "" : ": " + reply.comment)));
  }
  if (reply.kind == Reply::Kind::pause || reply.kind == Reply::Kind::resume) {
    return hear_pause(reply);
  }
  if (!find_due(agenda_.asking, reply.invocation)) return {};
  const Flow& flow = *run_.find(reply.invocation);
  if (reply.kind != Reply::Kind::repeat) return take(replied_entry(run_, flow, reply));
  return take(step_resumed_entry(flow));
}

// Each is heard once: which one was the last is in the journal.
Result<void> RunLoop::hear_pause(const Reply& reply) {
  const bool pauses = reply.kind == Reply::Kind::pause;
  if (!agenda_.cancel_at || reply.position <= run_.heard() || pauses == run_.paused()) return {};
  return take(pause_entry(pauses ? EntryKind::run_paused : EntryKind::run_continued, reply));
}

void RunLoop::tell_to_stop(const std::string& invocation) {
  if (!stopping_.emplace(invocation, deadline_in(around_.limits.stop_grace)).second) return;
  crew_.request_stop(invocation);
}

void RunLoop::drop_abandoned() {
  for (const std::string& name : crew_.names()) {
    if (!find_due(agenda_.executing, name)) tell_to_stop(name);
  }
}

Result<void> RunLoop::start_commands() {
  if (agenda_.paused) return {};
  const std::vector<Due> executing = agenda_.executing;
  for (const Due& due : executing) {
    if (crew_.has(due.invocation)) continue;
    if (!find_due(agenda_.executing, due.invocation)) continue;
    if (crew_.size() >= around_.limits.commands_max) return {};
    TRY(start(due));
  }
  return {};
}

Result<void> RunLoop::start(const Due& due) {
  const Flow& flow = *run_.find(due.invocation);
  Execute execute = execution(run_, flow);
  if (interrupted_.erase(due.invocation) > 0) {
    if (around_.commands.repeat(*execute.command) == Repeat::asked) {
      return take(waiting_entry(flow, std::string(interruption_question)));
    }
    TRY(take(step_resumed_entry(flow)));
    return {};  // started when that is written
  }
  const Document& document = *flow.performance->document;
  Invocation invocation{.run = around_.run,
                        .id = due.invocation,
                        .step_id = flow.step->id,
                        .step_name = flow.step->name,
                        .agent = execute.agent,
                        .target = execute.target,
                        .deadline = deadline_in(due.at - around_.clock.now()),
                        .stop = {},
                        .step = flow.step,
                        .document = &document};
  // It may outlive this loop, but not what it uses: see Runner::run().
  crew_.start(due.invocation, [&commands = around_.commands, invocation, command = execute.command,
                               in = std::move(execute.in)](std::stop_token stop) mutable {
    invocation.stop = std::move(stop);
    return commands.run(invocation, *command, in);
  });
  return {};
}

Result<void> RunLoop::hear_outcome(Crew::Done done) {
  const bool late = stopping_.erase(done.name) > 0;
  if (done.broken) std::rethrow_exception(done.broken);
  // What a stop cut short is no outcome: the step is resumed by the next run().
  if (around_.stop.stop_requested()) return {};
  const Due* due = find_due(agenda_.executing, done.name);
  if (!due) return {};  // its branch was given up
  const Flow& flow = *run_.find(done.name);
  if (late || due->at <= around_.clock.now()) return take(timed_out_entry(flow, done.outcome));
  if (done.outcome.question) return take(waiting_entry(flow, *done.outcome.question));
  Entry entry = finished_entry(run_, flow, done.outcome);
  return take(std::move(entry), std::move(done.outcome.findings));
}

void RunLoop::stop_overdue() {
  const Time now = around_.clock.now();
  for (const Due& due : agenda_.executing) {
    if (due.at > now || !crew_.has(due.invocation)) continue;
    tell_to_stop(due.invocation);
  }
}

// Those that were told to stop and did not in time: their steps have failed by then.
Result<void> RunLoop::leave_stragglers() {
  const Deadline now = std::chrono::steady_clock::now();
  std::vector<std::string> late;
  for (const auto& [name, until] : stopping_) {
    if (until <= now) late.push_back(name);
  }
  for (const std::string& name : late) {
    stopping_.erase(name);
    crew_.leave_behind(name);
    if (!find_due(agenda_.executing, name)) continue;
    CommandOutcome outcome;
    outcome.why = "the command did not stop when it was told to";
    TRY(take(timed_out_entry(*run_.find(name), outcome)));
  }
  return {};
}

std::optional<Time> RunLoop::next_time() const {
  std::optional<Time> next = agenda_.cancel_at;
  const auto sooner = [&](Time time) {
    if (!next || time < *next) next = time;
  };
  for (const Record& record : agenda_.records) sooner(record.not_before);
  for (const std::vector<Due>* list : {&agenda_.executing, &agenda_.inside, &agenda_.asking}) {
    for (const Due& due : *list) {
      const bool held = agenda_.paused && list == &agenda_.executing && !crew_.has(due.invocation);
      if (!held && !stopping_.contains(due.invocation)) sooner(due.at);
    }
  }
  return next;
}

// Looks at the clock, which may have been set, and at replies now and then.
Result<void> RunLoop::wait() {
  Duration pause = around_.limits.clock_look;
  if (const auto next = next_time()) pause = std::min(pause, *next - around_.clock.now());
  Deadline until = deadline_in(std::max(pause, Duration(1)));
  for (const auto& [name, grace] : stopping_) until = std::min(until, grace);
  auto done = crew_.wait(until, around_.stop);
  if (done) TRY(hear_outcome(std::move(*done)));
  // What ended at the same time is written at the same time.
  while (done && (done = crew_.wait({}, around_.stop))) TRY(hear_outcome(std::move(*done)));
  stop_overdue();
  return leave_stragglers();
}

}  // namespace backstamp::playbook
