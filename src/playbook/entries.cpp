#include "playbook/entries.h"

#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "base/text.h"
#include "playbook/variables.h"

namespace backstamp::playbook {
namespace {

using Json = nlohmann::json;

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<Json> detail_of(const Entry& entry) {
  Json detail = Json::parse(entry.detail, nullptr, false);
  if (detail.is_object()) return detail;
  return fail(Fault::corrupt,
              "journal entry " + std::to_string(entry.sequence) + ": its detail is no JSON object");
}

std::string text_in(const Json& detail, const char* name) {
  const auto found = detail.find(name);
  return found != detail.end() && found->is_string() ? found->get<std::string>() : "";
}

Json values_of(const Variables& variables) {
  Json values = Json::object();
  for (const auto& [name, variable] : variables) values[name] = variable.value;
  return values;
}

std::map<std::string, std::string> values_in(const Json& detail, const char* name) {
  std::map<std::string, std::string> values;
  const auto found = detail.find(name);
  if (found == detail.end() || !found->is_object()) return values;
  for (const auto& [key, value] : found->items()) {
    if (value.is_string()) values.emplace(key, value.get<std::string>());
  }
  return values;
}

// For people: JSON as such, other text as a string, too much of it cut.
Json shown(const std::string& text, std::size_t bytes_max) {
  if (text.empty()) return nullptr;
  if (text.size() > bytes_max) {
    return Text::lossy(std::string_view(text).substr(0, bytes_max)).str() + "... (cut)";
  }
  Json json = Json::parse(text, nullptr, false);
  return json.is_discarded() ? Json(Text::lossy(text).str()) : json;
}

Entry step_entry(const Run& run, EntryKind kind, const Json& detail) {
  const Step& step = *run.step();
  Entry entry;
  entry.kind = kind;
  entry.invocation = run.invocation();
  entry.step_id = step.id;
  entry.step_name = step.name;
  if (run.command() < step.commands.size()) entry.command = step.commands[run.command()].command;
  entry.detail = text_of(detail);
  return entry;
}

Json finished_detail(const StepEnd& end) {
  Json detail = {{"status", end.succeeded ? "succeeded" : "failed"}, {"out_args", end.out}};
  if (!end.why.empty()) detail["why"] = end.why;
  return detail;
}

// The values that step and variables take; the first that does not fit makes it a failure.
StepEnd step_end(const Run& run, const Execute& execute, const CommandOutcome& outcome) {
  StepEnd end{.succeeded = outcome.succeeded, .why = outcome.why, .out = {}};
  if (!outcome.succeeded) return end;
  Variables scope = run.scope();
  for (const std::string& argument : run.document().workflow.at(execute.step_id).out_args) {
    const std::string name(name_in(argument));
    const auto given = outcome.out.find(name);
    const auto declared = scope.find(name);
    if (given == outcome.out.end() || declared == scope.end()) continue;
    const auto assigned = assign(declared->second, name, given->second.value);
    if (!assigned) return {.succeeded = false, .why = assigned.error().what, .out = {}};
    end.out[name] = given->second.value;
  }
  return end;
}

}  // namespace

Entry entry_of(const Document& document, const Variables& external, const std::string& refused) {
  Json detail = {{"playbook", document.id},
                 {"name", document.name},
                 {"version", document.version},
                 {"digest", sha256_hex(document.json)},
                 {"variables", values_of(external)}};
  if (!refused.empty()) detail["refused"] = refused;
  Entry entry;
  entry.kind = EntryKind::run_started;
  entry.detail = text_of(detail);
  return entry;
}

Result<Beginning> beginning_of(const Entry& entry) {
  const Json detail = TRY(detail_of(entry));
  Beginning beginning{.playbook = text_in(detail, "playbook"),
                      .version = text_in(detail, "version"),
                      .digest = text_in(detail, "digest"),
                      .external = {},
                      .refused = text_in(detail, "refused")};
  for (const auto& [name, value] : values_in(detail, "variables")) {
    beginning.external[name].value = value;
  }
  return beginning;
}

Entry command_started_entry(const Run& run, const Variables& in) {
  return step_entry(run, EntryKind::step_started, {{"in_args", values_of(in)}});
}

Entry condition_started_entry(const Run& run, const Result<bool>& holds) {
  Json detail = {{"condition", run.step()->condition}};
  if (holds) {
    detail["holds"] = *holds;
  } else {
    detail["why"] = holds.error().what;
  }
  return step_entry(run, EntryKind::step_started, detail);
}

Result<ConditionFound> condition_of(const Entry& entry) {
  const Json detail = TRY(detail_of(entry));
  const auto holds = detail.find("holds");
  if (holds != detail.end() && holds->is_boolean()) return ConditionFound{holds->get<bool>(), ""};
  return ConditionFound{false, "the condition can't be told: " + text_in(detail, "why")};
}

Entry step_finished_entry(const Run& run, const StepEnd& end) {
  return step_entry(run, EntryKind::step_finished, finished_detail(end));
}

Entry finished_entry(const Run& run, const Execute& execute, const CommandOutcome& outcome) {
  Json detail = finished_detail(step_end(run, execute, outcome));
  const std::size_t bytes_max = run.limits().shown_bytes_max;
  if (!outcome.asked.empty()) detail["asked"] = shown(outcome.asked, bytes_max);
  if (!outcome.found.empty()) detail["found"] = shown(outcome.found, bytes_max);
  return step_entry(run, EntryKind::step_finished, detail);
}

Result<StepEnd> step_end_of(const Entry& entry) {
  const Json detail = TRY(detail_of(entry));
  return StepEnd{.succeeded = text_in(detail, "status") == "succeeded",
                 .why = text_in(detail, "why"),
                 .out = values_in(detail, "out_args")};
}

Entry step_resumed_entry(const Run& run) {
  return step_entry(run, EntryKind::step_resumed, Json::object());
}

Entry entry_of(const RunEnd& end) {
  Json detail = {{"status", end.status == RunStatus::finished ? "finished" : "failed"},
                 {"variables", values_of(end.variables)}};
  if (!end.why.empty()) detail["why"] = end.why;
  Entry entry;
  entry.kind = EntryKind::run_finished;
  entry.detail = text_of(detail);
  return entry;
}

Result<RunEnd> run_end_of(const Entry& entry, const Document& document) {
  const Json detail = TRY(detail_of(entry));
  RunEnd end{
      .status = text_in(detail, "status") == "finished" ? RunStatus::finished : RunStatus::failed,
      .why = text_in(detail, "why")};
  for (const auto& [name, value] : values_in(detail, "variables")) {
    const auto declared = document.variables.find(name);
    if (declared != document.variables.end()) end.variables[name] = declared->second;
    end.variables[name].value = value;
  }
  return end;
}

}  // namespace backstamp::playbook
