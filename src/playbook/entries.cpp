#include "playbook/entries.h"

#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "base/text.h"
#include "playbook/variables.h"

namespace backstamp::playbook {
namespace {

using Json = nlohmann::json;

constexpr std::size_t command_bytes_max = 200;

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

Values values_in(const Json& detail, const char* name) {
  Values values;
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

Entry step_entry(const Flow& flow, EntryKind kind, const Json& detail) {
  const Step& step = *flow.step;
  const std::size_t command = flow.part / std::max<std::size_t>(step.targets.size(), 1);
  Entry entry;
  entry.kind = kind;
  entry.invocation = flow.invocation;
  entry.step_id = step.id;
  entry.step_name = step.name;
  if (command < step.commands.size()) {
    const Command& what = step.commands[command];
    entry.command = what.command.empty() ? what.type : what.command;
    if (entry.command.size() > command_bytes_max) {
      entry.command = Text::lossy(entry.command).cut(command_bytes_max).str();
    }
  }
  entry.detail = text_of(detail);
  return entry;
}

Json finished_detail(const StepEnd& end) {
  Json detail = {{"status", end.succeeded ? "succeeded" : "failed"}, {"out_args", end.out}};
  if (!end.why.empty()) detail["why"] = end.why;
  if (end.timed_out) detail["timed_out"] = true;
  return detail;
}

}  // namespace

Entry entry_of(const Bundle& bundle, const Variables& external, const std::string& refused) {
  Json detail = {{"playbook", bundle.main().id},
                 {"name", bundle.main().name},
                 {"version", bundle.main().version},
                 {"digest", bundle.digest()},
                 {"variables", values_of(external)}};
  if (!bundle.pinned().empty()) detail["pinned"] = bundle.pinned();
  if (!refused.empty()) detail["refused"] = refused;
  Entry entry;
  entry.kind = EntryKind::run_started;
  entry.detail = text_of(detail);
  return entry;
}

Result<Beginning> beginning_of(const Entry& entry) {
  const Json detail = TRY(detail_of(entry));
  return Beginning{.playbook = text_in(detail, "playbook"),
                   .version = text_in(detail, "version"),
                   .digest = text_in(detail, "digest"),
                   .external = values_in(detail, "variables"),
                   .refused = text_in(detail, "refused"),
                   .pinned = values_in(detail, "pinned")};
}

Entry command_started_entry(const Flow& flow, const Execute& execute) {
  Json detail = {{"in_args", values_of(execute.in)}};
  if (execute.target) {
    detail["target"] = {{"id", execute.target->id}, {"name", execute.target->name}};
  }
  return step_entry(flow, EntryKind::step_started, detail);
}

Entry condition_entry(const Flow& flow, EntryKind kind, const Result<bool>& holds) {
  Json detail = {{"condition", flow.step->condition}};
  if (kind == EntryKind::step_repeated) detail["round"] = flow.round + 1;
  if (holds) {
    detail["holds"] = *holds;
  } else {
    detail["why"] = holds.error().what;
  }
  return step_entry(flow, kind, detail);
}

Result<ConditionFound> condition_of(const Entry& entry) {
  const Json detail = TRY(detail_of(entry));
  const auto holds = detail.find("holds");
  if (holds != detail.end() && holds->is_boolean()) return ConditionFound{holds->get<bool>(), ""};
  return ConditionFound{false, "the condition can't be told: " + text_in(detail, "why")};
}

Entry switch_entry(const Flow& flow, const std::string& value) {
  return step_entry(flow, EntryKind::step_started,
                    {{"switch", flow.step->switch_on}, {"value", value}});
}

Result<std::string> switched_value_of(const Entry& entry) {
  return text_in(TRY(detail_of(entry)), "value");
}

Entry parallel_entry(const Flow& flow) {
  return step_entry(flow, EntryKind::step_started, {{"branches", flow.step->next_steps.size()}});
}

Entry playbook_started_entry(const Flow& flow, const Document* called, const Variables& in) {
  Json given = Json::object();
  // Without in_args nothing is given: the called playbook has its own variables.
  if (!flow.step->in_args.empty()) given = values_of(in);
  Json detail = {{"in_args", given}, {"playbook", flow.step->playbook_id}};
  if (called) {
    detail["version"] = called->version;
    detail["name"] = called->name;
  }
  return step_entry(flow, EntryKind::step_started, detail);
}

Result<Values> in_args_of(const Entry& entry) {
  return values_in(TRY(detail_of(entry)), "in_args");
}

Entry step_finished_entry(const Flow& flow, const StepEnd& end) {
  return step_entry(flow, EntryKind::step_finished, finished_detail(end));
}

StepEnd step_end(const Run& run, const Flow& flow, const Variables& out) {
  StepEnd end;
  Variables scope = run.scope(flow);
  for (const std::string& argument : flow.step->out_args) {
    const std::string name(name_in(argument));
    const auto given = out.find(name);
    const auto declared = scope.find(name);
    if (given == out.end() || declared == scope.end()) continue;
    const auto assigned = assign(declared->second, name, given->second.value);
    if (!assigned) return {.succeeded = false, .why = assigned.error().what};
    end.out[name] = given->second.value;
  }
  return end;
}

Entry finished_entry(const Run& run, const Flow& flow, const CommandOutcome& outcome) {
  StepEnd end{.succeeded = outcome.succeeded, .why = outcome.why};
  if (outcome.succeeded) {
    end = step_end(run, flow, outcome.out);
    if (end.succeeded) end.why = outcome.why;
  }
  Json detail = finished_detail(end);
  const std::size_t bytes_max = run.limits().shown_bytes_max;
  if (!outcome.asked.empty()) detail["asked"] = shown(outcome.asked, bytes_max);
  if (!outcome.found.empty()) detail["found"] = shown(outcome.found, bytes_max);
  return step_entry(flow, EntryKind::step_finished, detail);
}

Entry replied_entry(const Run& run, const Flow& flow, const Reply& reply) {
  StepEnd end{.succeeded = false, .why = reply.comment};
  if (reply.kind == Reply::Kind::succeeded) {
    Variables out;
    for (const auto& [name, value] : reply.values) out[name].value = value;
    end = step_end(run, flow, out);
    if (end.succeeded) end.why = reply.comment;
  } else if (end.why.empty()) {
    end.why = "answered as failed";
  }
  Json detail = finished_detail(end);
  detail["by"] = reply.by;
  return step_entry(flow, EntryKind::step_finished, detail);
}

Entry timed_out_entry(const Flow& flow, const CommandOutcome& outcome) {
  const Step& step = *flow.step;
  StepEnd end{.succeeded = false,
              .why = "ACTION_TIMEOUT: " + step.id + " took longer than it may",
              .timed_out = true};
  if (step.timeout.count() > 0) {
    end.why = "ACTION_TIMEOUT: " + step.id + " took longer than " +
              std::to_string(step.timeout.count()) + " ms";
  }
  if (!outcome.why.empty()) end.why += "; " + outcome.why;
  return step_finished_entry(flow, end);
}

Entry cancelled_entry(const Flow& flow) {
  return step_entry(flow, EntryKind::step_finished,
                    {{"status", "cancelled"}, {"out_args", Json::object()}});
}

Result<StepEnd> step_end_of(const Entry& entry) {
  const Json detail = TRY(detail_of(entry));
  const auto timed_out = detail.find("timed_out");
  return StepEnd{.succeeded = text_in(detail, "status") == "succeeded",
                 .why = text_in(detail, "why"),
                 .out = values_in(detail, "out_args"),
                 .timed_out = timed_out != detail.end() && *timed_out == true};
}

Entry waiting_entry(const Flow& flow, const std::string& question) {
  Json asked = Json::parse(question, nullptr, false);
  if (asked.is_discarded()) asked = Text::lossy(question).str();
  return step_entry(flow, EntryKind::step_waiting, {{"question", asked}});
}

Entry step_resumed_entry(const Flow& flow) {
  return step_entry(flow, EntryKind::step_resumed, Json::object());
}

Entry pause_entry(EntryKind kind, const Reply& reply) {
  Json detail = {{"by", reply.by}, {"reply", reply.position}};
  if (!reply.comment.empty()) detail["why"] = reply.comment;
  Entry entry;
  entry.kind = kind;
  entry.detail = text_of(detail);
  return entry;
}

Result<std::int64_t> reply_of(const Entry& entry) {
  const Json detail = TRY(detail_of(entry));
  const auto found = detail.find("reply");
  if (found != detail.end() && found->is_number_integer()) return found->get<std::int64_t>();
  return fail(Fault::corrupt, "journal entry " + std::to_string(entry.sequence) +
                                  " does not say which reply it follows");
}

Entry run_cancelled_entry(const std::string& why) {
  Entry entry;
  entry.kind = EntryKind::run_cancelled;
  entry.detail = text_of({{"why", why}});
  return entry;
}

std::string cancellation_of(const Entry& entry) {
  const auto detail = detail_of(entry);
  return detail ? text_in(*detail, "why") : "";
}

std::string_view name_of(RunStatus status) {
  switch (status) {
    case RunStatus::finished: return "finished";
    case RunStatus::failed: return "failed";
    case RunStatus::cancelled: return "cancelled";
    case RunStatus::waiting: return "waiting";
    case RunStatus::stopped: return "stopped";
  }
  return "";
}

Entry entry_of(const RunEnd& end) {
  Json detail = {{"status", name_of(end.status)}, {"variables", values_of(end.variables)}};
  if (!end.why.empty()) detail["why"] = end.why;
  Entry entry;
  entry.kind = EntryKind::run_finished;
  entry.detail = text_of(detail);
  return entry;
}

Result<RunEnd> run_end_of(const Entry& entry, const Document& document) {
  const Json detail = TRY(detail_of(entry));
  const std::string status = text_in(detail, "status");
  RunEnd end{.status = RunStatus::failed, .why = text_in(detail, "why")};
  for (const RunStatus one : {RunStatus::finished, RunStatus::cancelled}) {
    if (status == name_of(one)) end.status = one;
  }
  for (const auto& [name, value] : values_in(detail, "variables")) {
    const auto declared = document.variables.find(name);
    if (declared != document.variables.end()) end.variables[name] = declared->second;
    end.variables[name].value = value;
  }
  return end;
}

}  // namespace backstamp::playbook
