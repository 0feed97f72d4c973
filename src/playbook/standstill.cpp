#include "playbook/standstill.h"

#include "playbook/entries.h"
#include "playbook/run.h"

namespace backstamp::playbook {
namespace {

Overdue overdue_of(const Run& run, const std::string& invocation, bool begun) {
  Overdue one{.invocation = invocation, .step_id = {}, .step_name = {}, .begun = begun};
  if (const Flow* flow = run.find(invocation); flow && flow->step) {
    one.step_id = flow->step->id;
    one.step_name = flow->step->name;
  }
  return one;
}

}  // namespace

Result<std::vector<Overdue>> overdue_steps(const std::vector<Entry>& entries,
                                           const Document& document, const Shelf* shelf, Time now) {
  if (entries.empty()) return std::vector<Overdue>();
  const Beginning beginning = TRY(beginning_of(entries.front()));
  const Bundle bundle = TRY(Bundle::of(document, shelf, beginning.pinned));
  Run run(bundle);
  for (const Entry& entry : entries) TRY(apply(run, entry));
  const Agenda agenda = decide(run);
  std::vector<Overdue> all;
  if (agenda.end || agenda.paused) return all;
  for (const Due& due : agenda.executing) {
    if (due.at <= now) all.push_back(overdue_of(run, due.invocation, /*begun=*/true));
  }
  for (const std::vector<Due>* list : {&agenda.asking, &agenda.inside}) {
    for (const Due& due : *list) {
      if (due.at <= now) all.push_back(overdue_of(run, due.invocation, /*begun=*/true));
    }
  }
  for (const Record& record : agenda.records) {
    if (record.not_before <= now) {
      all.push_back(overdue_of(run, record.entry.invocation, /*begun=*/false));
    }
  }
  return all;
}

}  // namespace backstamp::playbook
