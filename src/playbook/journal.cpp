#include "playbook/journal.h"

#include <algorithm>
#include <array>
#include <utility>

namespace backstamp::playbook {
namespace {

using Name = std::pair<EntryKind, std::string_view>;

const std::array<Name, 10> names = {{{EntryKind::run_started, "run_started"},
                                     {EntryKind::step_started, "step_started"},
                                     {EntryKind::step_repeated, "step_repeated"},
                                     {EntryKind::step_waiting, "step_waiting"},
                                     {EntryKind::step_finished, "step_finished"},
                                     {EntryKind::step_resumed, "step_resumed"},
                                     {EntryKind::run_paused, "run_paused"},
                                     {EntryKind::run_continued, "run_continued"},
                                     {EntryKind::run_cancelled, "run_cancelled"},
                                     {EntryKind::run_finished, "run_finished"}}};

}  // namespace

std::string_view name_of(EntryKind kind) {
  return std::ranges::find(names, kind, &Name::first)->second;
}

Result<EntryKind> entry_kind(std::string_view name) {
  const auto found = std::ranges::find(names, name, &Name::second);
  if (found != names.end()) return found->first;
  return fail(Fault::invalid, "no kind of journal entry is named \"" + std::string(name) + "\"");
}

Result<Reply::Kind> reply_kind(std::string_view name) {
  using Kind = Reply::Kind;
  if (name == "succeeded") return Kind::succeeded;
  if (name == "failed") return Kind::failed;
  if (name == "repeat") return Kind::repeat;
  if (name == "cancel") return Kind::cancel;
  if (name == "pause") return Kind::pause;
  if (name == "resume") return Kind::resume;
  return fail(Fault::invalid,
              "a reply is succeeded, failed, repeat, cancel, pause or resume, not \"" +
                  std::string(name.substr(0, 40)) + "\"");
}

}  // namespace backstamp::playbook
