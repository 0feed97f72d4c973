#include "playbook/run.h"

#include "playbook/steps/step_behaviour.h"
#include "playbook/variables.h"

namespace backstamp::playbook {
namespace {

constexpr std::size_t frames_max = 64;

std::string shown_name(const Step& step) { return step.name.empty() ? step.id : step.name; }

}  // namespace

Run::Run(const Document& document, RunLimits limits)
    : document_(document), limits_(limits), variables_(document.variables), frames_(1) {}

const Step* Run::step() const {
  const auto found = document_.workflow.find(step_id_);
  return found == document_.workflow.end() ? nullptr : &found->second;
}

std::string Run::invocation() const {
  const std::string id = frames_.back().prefix + step_id_;
  return command_ == 0 ? id : id + "#" + std::to_string(command_ + 1);
}

Variables Run::scope() const {
  Variables scope = step_variables_;
  for (auto frame = frames_.rbegin(); frame != frames_.rend(); ++frame) {
    scope.insert(frame->variables.begin(), frame->variables.end());
  }
  scope.insert(variables_.begin(), variables_.end());
  return scope;
}

Result<void> Run::set(const std::string& name, const std::string& value) {
  if (const auto own = step_variables_.find(name); own != step_variables_.end()) {
    return assign(own->second, name, value);
  }
  for (auto frame = frames_.rbegin(); frame != frames_.rend(); ++frame) {
    const auto found = frame->variables.find(name);
    if (found != frame->variables.end()) return assign(found->second, name, value);
  }
  const auto found = variables_.find(name);
  if (found == variables_.end()) return fail(Fault::invalid, name + " is not declared");
  return assign(found->second, name, value);
}

void Run::begin(const Variables& external) {
  for (const auto& [name, variable] : external) variables_[name].value = variable.value;
  go_to(document_.workflow_start);
}

void Run::go_to(const std::string& step_id) {
  step_id_ = step_id;
  command_ = 0;
  step_variables_.clear();
  const Step* next = step();
  if (!next) return finish(RunStatus::failed, "the workflow has no step " + step_id);
  step_variables_ = next->variables;
  // Steps passed without an entry add their delays up.
  if (next->delay.count() > 0) not_before_ = std::max(not_before_, last_at_) + next->delay;
}

void Run::open_branch(const std::string& first, const std::string& label) {
  if (frames_.size() >= frames_max) {
    return finish(RunStatus::failed, "branches are nested deeper than 64 levels");
  }
  const std::string opener = invocation();
  const std::string prefix = opener + "/" + (label.empty() ? "" : label + "/");
  frames_.push_back({step_id_, opener, prefix, std::move(step_variables_)});
  go_to(first);
}

void Run::close_branch() {
  Frame frame = std::move(frames_.back());
  frames_.pop_back();
  step_id_ = std::move(frame.step_id);
  step_variables_ = std::move(frame.variables);
  command_ = 0;
}

void Run::leave_succeeded() {
  const Step& from = *step();
  const std::string& next = from.on_success.empty() ? from.on_completion : from.on_success;
  if (next.empty()) return finish(RunStatus::failed, shown_name(from) + " leads nowhere");
  go_to(next);
}

void Run::leave_failed(const std::string& why) {
  const Step& from = *step();
  if (!from.on_failure.empty()) return go_to(from.on_failure);
  const std::string failure = shown_name(from) + " failed: " + why;
  const std::string& handler = document_.workflow_exception;
  if (!handler.empty() && failure_.empty()) {
    failure_ = failure;
    frames_.assign(1, Frame{"", "", "exception/", {}});
    return go_to(handler);
  }
  if (!from.on_completion.empty()) return go_to(from.on_completion);
  finish(RunStatus::failed, failure_.empty() ? failure : failure_ + "; then " + failure);
}

void Run::finish(RunStatus status, std::string why) {
  end_ = RunEnd{status, std::move(why), variables_};
}

bool Run::count_invocation() {
  if (++invocations_ <= limits_.invocations_max) return true;
  finish(RunStatus::failed, "more than " + std::to_string(limits_.invocations_max) +
                                " steps were run; the playbook does not seem to end");
  return false;
}

}  // namespace backstamp::playbook
