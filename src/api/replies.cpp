#include "api/replies.h"

#include <map>
#include <nlohmann/json.hpp>

#include "api/page.h"
#include "api/request_body.h"
#include "base/text.h"
#include "casework/investigation_table.h"
#include "casework/journal_table.h"
#include "casework/reply_table.h"
#include "playbook/journal.h"
#include "playbook/variables.h"

namespace backstamp::api {
namespace {

using casework::InvestigationId;
using casework::JournalEntry;
using casework::Session;
using Json = nlohmann::ordered_json;

constexpr std::size_t values_max = 200;

// Steps that wait now, by their invocation.
std::map<std::string, Json> open_questions(const std::vector<JournalEntry>& journal) {
  std::map<std::string, Json> open;
  for (const JournalEntry& entry : journal) {
    if (entry.kind == "run_finished") open.clear();
    if (entry.kind != "step_waiting") {
      open.erase(entry.invocation);
      continue;
    }
    const Json detail = Json::parse(entry.detail, nullptr, false);
    open[entry.invocation] = {{"invocation", entry.invocation},
                              {"step", entry.step_name},
                              {"since", rfc3339(entry.at)},
                              {"question", detail.is_object() ? detail["question"] : Json()}};
  }
  return open;
}

Result<http::Response> list(casework::Store& store, const std::string& id) {
  const auto journal = TRY(store.reading<std::vector<JournalEntry>>(
      [&](Session& session) -> Result<std::vector<JournalEntry>> {
        return list_journal(session, TRY(resolve_investigation(session, id)));
      }));
  std::vector<std::string> items;
  for (const auto& [invocation, question] : open_questions(journal)) {
    items.push_back(question.dump(-1, ' ', false, Json::error_handler_t::replace));
  }
  return page(items, std::nullopt);
}

// The values of a reply, as far as the question wants them.
Result<Json> values_for(const Json& question, const Json& given) {
  Json values = Json::object();
  if (!given.is_object()) return values;
  if (given.size() > values_max) return fail(Fault::limit, "values: more than 200");
  std::map<std::string, std::string> types;
  if (question.contains("values") && question["values"].is_array()) {
    for (const Json& one : question["values"]) types[one.value("name", "")] = one.value("type", "");
  }
  for (const auto& [name, value] : given.items()) {
    const std::string shown = Text::lossy(name).cut(80).str();
    const auto type = types.find(name);
    if (type == types.end()) return fail(Fault::invalid, "values: " + shown + " is not asked for");
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    if (!playbook::fits(type->second, text)) {
      return fail(Fault::invalid, "values: " + shown + " is no value of type " + type->second);
    }
    values[name] = text;
  }
  return values;
}

// What was said to a run so far.
struct Talk {
  std::vector<JournalEntry> journal;
  std::vector<casework::Reply> replies;
};

// Whether the run is paused, or will be when it has heard what was said.
bool is_paused(const Talk& talk) {
  bool paused = false;
  for (const casework::Reply& reply : talk.replies) {
    if (reply.kind == "pause" || reply.kind == "resume") paused = reply.kind == "pause";
  }
  return paused;
}

// To the run as a whole: cancel, pause, resume.
Result<void> check_for_run(playbook::Reply::Kind kind, const Talk& talk) {
  using Kind = playbook::Reply::Kind;
  if (!talk.journal.empty() && talk.journal.back().kind == "run_finished") {
    return fail(Fault::conflict, "the run has ended");
  }
  if (kind == Kind::pause && is_paused(talk)) return fail(Fault::conflict, "the run is paused");
  if (kind == Kind::resume && !is_paused(talk)) {
    return fail(Fault::conflict, "the run is not paused");
  }
  return {};
}

Result<casework::Reply> read_reply(const http::Request& request, const Talk& talk, Time now) {
  const RequestBody body = TRY(RequestBody::read(request));
  casework::Reply reply{.kind = TRY(body.needed_text("reply")),
                        .invocation = TRY(body.text("invocation")),
                        .values = "{}",
                        .by = Text::lossy(TRY(body.text("by"))),
                        .comment = Text::lossy(TRY(body.text("comment"))).cut(2'000),
                        .at = now};
  const playbook::Reply::Kind kind = TRY(playbook::reply_kind(reply.kind));
  using Kind = playbook::Reply::Kind;
  if (kind == Kind::cancel || kind == Kind::pause || kind == Kind::resume) {
    TRY(check_for_run(kind, talk));
    reply.invocation.clear();
    return reply;
  }
  const auto open = open_questions(talk.journal);
  const auto asked = open.find(reply.invocation);
  if (asked == open.end()) {
    return fail(Fault::conflict, "no step with this invocation waits for a reply; see questions");
  }
  const Json& question = asked->second["question"];
  const bool about_repeating = question.is_object() && question.value("kind", "") == "repeat";
  if (kind == Kind::repeat && !about_repeating) {
    return fail(Fault::invalid, "reply: this step has not begun; say succeeded or failed");
  }
  const Json all = Json::parse(request.body, nullptr, false);
  const Json values = TRY(values_for(question, all.value("values", Json::object())));
  reply.values = values.dump(-1, ' ', false, Json::error_handler_t::replace);
  return reply;
}

Result<http::Response> add(casework::Store& store, const Clock& clock, const http::Request& request,
                           const std::string& id,
                           const std::function<void(InvestigationId)>& replied) {
  const auto full =
      TRY(store.writing<InvestigationId>([&](Session& session) -> Result<InvestigationId> {
        const InvestigationId one = TRY(resolve_investigation(session, id));
        const Talk talk{.journal = TRY(list_journal(session, one)),
                        .replies = TRY(list_replies(session, one))};
        TRY(add_reply(session, one, TRY(read_reply(request, talk, clock.now()))));
        return one;
      }));
  replied(full);
  return json(Json{{"investigation_id", full.value().text()}}.dump());
}

}  // namespace

std::vector<Route> reply_routes(casework::Store& store, const Clock& clock,
                                std::function<void(InvestigationId)> replied) {
  return {{.method = "GET",
           .path = "/api/v1/investigations/{id}/questions",
           .answer =
               [&store](const http::Request&, const Segments& segments) {
                 return answered(list(store, segments.at(0)));
               }},
          {.method = "POST",
           .path = "/api/v1/investigations/{id}/replies",
           .answer = [&store, &clock, replied = std::move(replied)](const http::Request& request,
                                                                    const Segments& segments) {
             return answered(add(store, clock, request, segments.at(0), replied));
           }}};
}

}  // namespace backstamp::api
