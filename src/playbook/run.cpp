#include "playbook/run.h"

#include "playbook/entries.h"
#include "playbook/steps/step_behaviour.h"
#include "playbook/variables.h"

namespace backstamp::playbook {
namespace {

constexpr int depth_max = 64;

std::string shown_name(const Step& step) { return step.name.empty() ? step.id : step.name; }

// The flow itself, then the flows of its branches in their order.
template <class FlowType, class Fits>
FlowType* find_below(FlowType& flow, const Fits& fits) {
  if (fits(flow)) return &flow;
  for (const auto& branch : flow.branches) {
    if (FlowType* found = find_below(*branch, fits)) return found;
  }
  return nullptr;
}

int depth_of(const Flow& flow) {
  int depth = 0;
  for (const Flow* above = flow.parent; above; above = above->parent) ++depth;
  return depth;
}

// Whether an invocation of the flow was written down as begun, but not as finished.
bool is_open(const Flow& flow) {
  if (flow.doing == Doing::recording) return flow.wanted->kind != EntryKind::step_started;
  return flow.doing == Doing::executing || flow.doing == Doing::asking ||
         flow.doing == Doing::inside;
}

}  // namespace

Run::Run(const Bundle& bundle, RunLimits limits) : bundle_(bundle), limits_(limits) {
  main_ = std::make_shared<Performance>(
      Performance{.document = &bundle.main(), .variables = bundle.main().variables});
}

Flow* Run::find(const std::string& invocation) {
  return const_cast<Flow*>(std::as_const(*this).find(invocation));
}

const Flow* Run::find(const std::string& invocation) const {
  if (!root_) return nullptr;
  const auto fits = [&](const Flow& flow) {
    return flow.invocation == invocation && flow.doing != Doing::ended;
  };
  return find_below(std::as_const(*root_), fits);
}

Variables Run::scope(const Flow& flow) const {
  Variables scope = flow.variables;
  // The steps around it, as far as its own playbook goes.
  for (const Flow* at = &flow; at->parent && at->parent->performance == flow.performance;) {
    at = at->parent;
    scope.insert(at->variables.begin(), at->variables.end());
  }
  scope.insert(flow.performance->variables.begin(), flow.performance->variables.end());
  return scope;
}

Result<void> Run::set(Flow& flow, const std::string& name, const std::string& value) {
  for (Flow* at = &flow; at && at->performance == flow.performance; at = at->parent) {
    const auto found = at->variables.find(name);
    if (found != at->variables.end()) return assign(found->second, name, value);
  }
  const auto found = flow.performance->variables.find(name);
  if (found != flow.performance->variables.end()) return assign(found->second, name, value);
  return fail(Fault::invalid, name + " is not declared");
}

void Run::begin(const std::map<std::string, std::string>& external) {
  for (const auto& [name, value] : external) main_->variables[name].value = value;
  root_ = std::make_unique<Flow>(Flow{.performance = main_});
  main_->root = root_.get();
  began_ = last_at_;
  go_to(*root_, main_->document->workflow_start);
}

void Run::go_to(Flow& flow, const std::string& step_id) {
  const auto& workflow = flow.performance->document->workflow;
  const auto found = workflow.find(step_id);
  if (found == workflow.end()) {
    flow.failure = "the workflow has no step " + step_id;
    flow.doing = Doing::ended;
    return;
  }
  flow.step = &found->second;
  flow.variables = flow.step->variables;
  flow.round = 0;
  flow.mishaps.clear();
  flow.branch_failures.clear();
  flow.doing = Doing::moving;
  set_part(flow, 0);
  // Steps passed without an entry add their delays up.
  if (flow.step->delay.count() > 0) {
    flow.not_before = std::max(flow.not_before, last_at_) + flow.step->delay;
  }
}

void Run::set_part(Flow& flow, std::size_t part) {
  flow.part = part;
  flow.invocation = flow.prefix + flow.step->id;
  if (part > 0) flow.invocation += "#" + std::to_string(part + 1);
}

void Run::record(Flow& flow, Entry entry) {
  flow.wanted = std::move(entry);
  flow.doing = Doing::recording;
}

Flow* Run::add_branch(Flow& flow, const std::string& label) {
  flow.doing = Doing::inside;
  if (depth_of(flow) >= depth_max) {
    finish(RunStatus::failed, "branches are nested deeper than 64 levels");
    return nullptr;
  }
  flow.branches.push_back(std::make_unique<Flow>(
      Flow{.parent = &flow,
           .performance = flow.performance,
           .prefix = flow.invocation + "/" + (label.empty() ? "" : label + "/"),
           .branch = flow.branches.size()}));
  return flow.branches.back().get();
}

void Run::open_branch(Flow& flow, const std::string& first, const std::string& label) {
  if (Flow* branch = add_branch(flow, label)) go_to(*branch, first);
}

void Run::open_playbook(Flow& flow, const Document& document, Variables variables) {
  Flow* branch = add_branch(flow, "");
  if (!branch) return;
  branch->performance = std::make_shared<Performance>(
      Performance{.document = &document, .variables = std::move(variables), .root = branch});
  go_to(*branch, document.workflow_start);
}

void Run::leave_succeeded(Flow& flow) {
  const Step& from = *flow.step;
  const std::string& next = from.on_success.empty() ? from.on_completion : from.on_success;
  if (!next.empty()) return go_to(flow, next);
  flow.failure = shown_name(from) + " leads nowhere";
  flow.doing = Doing::ended;
}

void Run::leave_failed(Flow& flow, const std::string& why) {
  const Step& from = *flow.step;
  if (!from.on_failure.empty()) return go_to(flow, from.on_failure);
  const std::string failure = shown_name(from) + " failed: " + why;
  Performance& performance = *flow.performance;
  const std::string& handler = performance.document->workflow_exception;
  if (!handler.empty() && performance.failure.empty()) {
    performance.failure = failure;
    flow.doing = Doing::ended;  // its own invocation is finished
    Flow& root = *performance.root;
    abandon_branches(root);
    if (is_open(root)) closing_.push_back(cancelled_entry(root));
    root.prefix += "exception/";
    return go_to(root, handler);
  }
  if (!from.on_completion.empty()) return go_to(flow, from.on_completion);
  flow.failure = performance.failure.empty() ? failure : performance.failure + "; then " + failure;
  flow.doing = Doing::ended;
}

void Run::abandon(Flow& flow) {
  abandon_branches(flow);
  if (is_open(flow)) closing_.push_back(cancelled_entry(flow));
}

void Run::abandon_branches(Flow& flow) {
  for (const auto& branch : flow.branches) abandon(*branch);
  flow.branches.clear();
}

void Run::finish(RunStatus status, std::string why) {
  if (end_) return;
  end_ = RunEnd{.status = status, .why = std::move(why), .variables = main_->variables};
}

bool Run::take_closing(const std::string& invocation) {
  const auto found = std::ranges::find(closing_, invocation, &Entry::invocation);
  if (found == closing_.end()) return false;
  closing_.erase(found);
  return true;
}

bool Run::has_invocations_left() {
  if (++invocations_ <= limits_.invocations_max) return true;
  finish(RunStatus::failed, "more than " + std::to_string(limits_.invocations_max) +
                                " steps were run; the playbook does not seem to end");
  return false;
}

Flow* Run::next_to_move() {
  return find_below(*root_, [](const Flow& flow) {
    return flow.doing == Doing::moving || flow.doing == Doing::ended;
  });
}

void Run::end_branch(Flow& flow) {
  const Performance& performance = *flow.performance;
  std::string failure = flow.failure;
  // The end of a playbook whose exception handler was called is a failure.
  if (failure.empty() && performance.root == &flow) failure = performance.failure;
  Flow* parent = flow.parent;
  if (!parent) {
    return finish(failure.empty() ? RunStatus::finished : RunStatus::failed, failure);
  }
  const auto own = std::ranges::find(parent->branches, &flow, &std::unique_ptr<Flow>::get);
  const std::unique_ptr<Flow> ended = std::move(*own);
  parent->branches.erase(own);
  // Delays of steps passed on the way are waited for outside too.
  parent->not_before = std::max(parent->not_before, ended->not_before);
  behaviour_of(parent->step->type).branch_ended(*this, *parent, {*ended, failure});
}

// Passes the steps that need nothing (start) until each flow needs something, or the run ends.
void Run::advance() {
  while (!end_) {
    Flow* flow = next_to_move();
    if (!flow) return;
    if (flow->doing == Doing::ended) {
      end_branch(*flow);
    } else if (has_invocations_left()) {
      behaviour_of(flow->step->type).arrive(*this, *flow);
    }
  }
  if (root_) abandon(*root_);
  root_.reset();
}

Variables arguments(const Run& run, const Flow& flow) {
  Variables scope = run.scope(flow);
  if (flow.step->in_args.empty()) return scope;
  Variables in;
  for (const std::string& argument : flow.step->in_args) {
    const auto found = scope.find(std::string(name_in(argument)));
    if (found != scope.end()) in.insert(*found);
  }
  return in;
}

Execute execution(const Run& run, const Flow& flow) {
  const Step& step = *flow.step;
  const Document& document = *flow.performance->document;
  const std::size_t targets = std::max<std::size_t>(step.targets.size(), 1);
  const auto definition = [&](const std::string& id) -> const Definition* {
    for (const Definitions* definitions : {&document.agents, &document.targets}) {
      const auto found = definitions->find(id);
      if (found != definitions->end()) return &found->second;
    }
    return nullptr;
  };
  return {.flow = &flow,
          .command = &step.commands[flow.part / targets],
          .agent = definition(step.agent),
          .target = step.targets.empty() ? nullptr : definition(step.targets[flow.part % targets]),
          .in = arguments(run, flow)};
}

}  // namespace backstamp::playbook
