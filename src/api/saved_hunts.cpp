#include "api/saved_hunts.h"

#include <nlohmann/json.hpp>

#include "api/hunt_answer.h"
#include "api/page.h"
#include "api/problem.h"
#include "api/request_body.h"
#include "base/text.h"
#include "casework/audit_table.h"
#include "casework/hunt_table.h"

namespace backstamp::api {
namespace {

using casework::HuntRun;
using casework::SavedHunt;
using Json = nlohmann::ordered_json;

constexpr std::int64_t every_minutes_min = 5, every_minutes_max = 43'200;  // 30 days
constexpr std::size_t name_bytes_max = 200, about_bytes_max = 4'096;
constexpr std::size_t query_bytes_max = 256 * 1024;
constexpr std::size_t hunts_max = 1'000;

Json time_json(const std::optional<Time>& time) { return time ? Json(rfc3339(*time)) : Json(); }

Json json_of(const SavedHunt& hunt) {
  return {{"id", hunt.id.value().text()},
          {"name", hunt.name.str()},
          {"query", hunt.query.str()},
          {"about", hunt.about.str()},
          {"saved_by", hunt.saved_by.str()},
          {"saved", rfc3339(hunt.saved)},
          {"every_minutes", hunt.every_minutes},
          {"alert", hunt.severity ? Json(std::string(name_of(*hunt.severity))) : Json()},
          {"next_run", time_json(hunt.next_run)},
          {"last_run", time_json(hunt.last_run)},
          {"last_status", hunt.last_status},
          {"last_why", Text::lossy(hunt.last_why).str()},
          {"last_rows", hunt.last_rows},
          {"failures", hunt.failures}};
}

Json json_of(const HuntRun& run) {
  return {{"started", rfc3339(run.started)},
          {"ended", rfc3339(run.ended)},
          {"cause", Text::lossy(run.cause).str()},
          {"status", run.status},
          {"why", Text::lossy(run.why).str()},
          {"rows", run.rows},
          {"fresh", run.fresh},
          {"alert_id", run.alert ? Json(run.alert->value().text()) : Json()}};
}

Result<SavedHunt> find(casework::Session& session, const std::string& id_or_name) {
  auto hunt = TRY(find_saved_hunt(session, id_or_name));
  if (!hunt) {
    return fail(Fault::not_found, "no saved hunt '" + Text::lossy(id_or_name).cut(200).str() + "'");
  }
  return std::move(*hunt);
}

Result<void> audit(casework::Session& session, const SavedHunt& hunt, const std::string& what,
                   const std::string& by, Time now) {
  return append_audit(session, {.sequence = 0,
                                .at = now,
                                .actor = by.empty() ? "analyst" : by,
                                .what = "saved hunt " + what,
                                .target = hunt.id.value().text(),
                                .detail = json_of(hunt).dump(),
                                .previous_hash = {},
                                .hash = {}});
}

// The members of a request over what is there. Error: invalid, limit.
class Change {
 public:
  static Result<Change> read(const http::Request& request) {
    Json body = Json::parse(request.body, nullptr, /*exceptions=*/false);
    if (!body.is_object()) return fail(Fault::invalid, "the body is no JSON object");
    for (const auto& [name, value] : body.items()) {
      if (name != "name" && name != "query" && name != "about" && name != "every_minutes" &&
          name != "alert" && name != "by") {
        return fail(Fault::invalid, "unknown member '" + Text::lossy(name).cut(100).str() +
                                        "'; use name, query, about, every_minutes, alert, by");
      }
    }
    return Change(std::move(body));
  }

  Result<std::string> by() const {
    Text by;
    TRY(text("by", name_bytes_max, by));
    return by.str();
  }

  Result<void> apply(SavedHunt& hunt) const {
    TRY(text("name", name_bytes_max, hunt.name));
    TRY(text("query", query_bytes_max, hunt.query));
    TRY(text("about", about_bytes_max, hunt.about));
    TRY(schedule(hunt));
    TRY(alert(hunt));
    if (hunt.name.empty()) return fail(Fault::invalid, "'name' is missing");
    if (hunt.query.empty()) return fail(Fault::invalid, "'query' is missing");
    if (Uuid::parse(hunt.name.view())) {
      return fail(Fault::invalid, "'name' must not look like an id");
    }
    return {};
  }

 private:
  explicit Change(Json body) : body_(std::move(body)) {}

  Result<void> text(const char* name, std::size_t bytes_max, Text& into) const {
    const auto found = body_.find(name);
    if (found == body_.end()) return {};
    if (!found->is_string()) {
      return fail(Fault::invalid, std::string("'") + name + "' must be a text");
    }
    const std::string& given = found->get_ref<const std::string&>();
    if (given.size() > bytes_max) {
      return fail(Fault::limit, std::string("'") + name + "' is longer than " +
                                    std::to_string(bytes_max) + " bytes");
    }
    into = Text::lossy(given);
    return {};
  }

  Result<void> schedule(SavedHunt& hunt) const {
    const auto found = body_.find("every_minutes");
    if (found == body_.end()) return {};
    const bool whole = found->is_number_unsigned();
    const std::int64_t minutes = whole ? found->get<std::int64_t>() : -1;
    if (minutes != 0 && (minutes < every_minutes_min || minutes > every_minutes_max)) {
      return fail(Fault::invalid, "'every_minutes' must be 0 (never by itself) or " +
                                      std::to_string(every_minutes_min) + " to " +
                                      std::to_string(every_minutes_max));
    }
    hunt.every_minutes = minutes;
    return {};
  }

  Result<void> alert(SavedHunt& hunt) const {
    const auto found = body_.find("alert");
    if (found == body_.end()) return {};
    hunt.severity.reset();
    if (found->is_null()) return {};
    if (!found->is_string()) return fail(Fault::invalid, "'alert' must be a severity or null");
    hunt.severity = TRY_IN("'alert'", casework::severity(found->get_ref<const std::string&>()));
    return {};
  }

  Json body_;
};

// What does not compile is refused as a hunt is.
std::optional<http::Response> refused(const SavedHuntDesk& desk, const SavedHunt& hunt) {
  const hunting::kql::HuntBounds bounds;
  const auto compiled = hunting::kql::compile(
      hunt.query.view(), hunt_settings(desk.bench.hunting, desk.bench.clock, 1'000, &bounds));
  return compiled ? std::nullopt : std::optional(refusal(compiled.error()));
}

// It runs for the first time at once, then each interval.
void plan(SavedHunt& hunt, std::int64_t every_before, Time now) {
  if (hunt.every_minutes == 0) {
    hunt.next_run.reset();
  } else if (!hunt.next_run || hunt.every_minutes != every_before) {
    hunt.next_run = now;
  }
}

Result<http::Response> list(const SavedHuntDesk& desk) {
  const auto hunts = TRY(desk.bench.store.reading<std::vector<SavedHunt>>(
      [](casework::Session& session) { return list_saved_hunts(session); }));
  std::vector<std::string> items;
  for (const SavedHunt& hunt : hunts) items.push_back(json_of(hunt).dump());
  return page(items, std::nullopt);
}

Result<http::Response> add(const SavedHuntDesk& desk, const http::Request& request) {
  const Change change = TRY(Change::read(request));
  const Time now = desk.bench.clock.now();
  SavedHunt hunt;
  hunt.id = casework::SavedHuntId(Uuid::random());
  hunt.saved = now;
  TRY(change.apply(hunt));
  const std::string by = TRY(change.by());
  hunt.saved_by = Text::lossy(by.empty() ? "analyst" : by);
  if (auto response = refused(desk, hunt)) return std::move(*response);
  plan(hunt, 0, now);
  TRY(desk.bench.store.transact([&](casework::Session& session) -> Result<void> {
    const auto known = TRY(list_saved_hunts(session));
    if (known.size() >= hunts_max) return fail(Fault::limit, "there are 1000 saved hunts already");
    TRY(add_saved_hunt(session, hunt));
    return audit(session, hunt, "added", by, now);
  }));
  desk.changed();
  return json(json_of(hunt).dump(), 201);
}

Result<http::Response> change(const SavedHuntDesk& desk, const std::string& id,
                              const http::Request& request) {
  const Change change = TRY(Change::read(request));
  const Time now = desk.bench.clock.now();
  const std::string by = TRY(change.by());
  SavedHunt probe = TRY(desk.bench.store.reading<SavedHunt>(
      [&](casework::Session& session) { return find(session, id); }));
  TRY(change.apply(probe));
  if (auto response = refused(desk, probe)) return std::move(*response);
  const SavedHunt stored =
      TRY(desk.bench.store.writing<SavedHunt>([&](casework::Session& session) -> Result<SavedHunt> {
        SavedHunt hunt = TRY(find(session, id));
        const std::int64_t every_before = hunt.every_minutes;
        TRY(change.apply(hunt));
        plan(hunt, every_before, now);
        TRY(update_saved_hunt(session, hunt));
        TRY(audit(session, hunt, "changed", by, now));
        return hunt;
      }));
  desk.changed();
  return json(json_of(stored).dump());
}

Result<http::Response> remove(const SavedHuntDesk& desk, const std::string& id,
                              const http::Request& request) {
  const PageRequest asked = TRY(page_request(request));
  const std::string by = Text::lossy(parameter(asked, "by").value_or("")).str();
  const SavedHunt hunt =
      TRY(desk.bench.store.writing<SavedHunt>([&](casework::Session& session) -> Result<SavedHunt> {
        SavedHunt found = TRY(find(session, id));
        TRY(remove_saved_hunt(session, found.id));
        TRY(audit(session, found, "removed", by, desk.bench.clock.now()));
        return found;
      }));
  desk.changed();
  return json(json_of(hunt).dump());
}

Result<http::Response> look(const SavedHuntDesk& desk, const std::string& id) {
  const SavedHunt hunt = TRY(desk.bench.store.reading<SavedHunt>(
      [&](casework::Session& session) { return find(session, id); }));
  return json(json_of(hunt).dump());
}

Result<http::Response> runs(const SavedHuntDesk& desk, const std::string& id) {
  const auto found = TRY(desk.bench.store.reading<std::vector<HuntRun>>(
      [&](casework::Session& session) -> Result<std::vector<HuntRun>> {
        const SavedHunt hunt = TRY(find(session, id));
        return list_hunt_runs(session, hunt.id);
      }));
  std::vector<std::string> items;
  for (const HuntRun& run : found) items.push_back(json_of(run).dump());
  return page(items, std::nullopt);
}

Result<http::Response> run(const SavedHuntDesk& desk, const std::string& id,
                           const http::Request& request) {
  const RequestBody body = TRY(RequestBody::read(request));
  std::string by = TRY(body.text("by"));
  if (by.empty()) by = "analyst";
  const SavedHunt hunt = TRY(desk.bench.store.reading<SavedHunt>(
      [&](casework::Session& session) { return find(session, id); }));
  const HuntRun done = TRY(investigation::run_saved_hunt(
      desk.bench, hunt.id, Text::lossy(by).cut(name_bytes_max).str(), request.stop));
  return json(json_of(done).dump());
}

}  // namespace

std::vector<Route> saved_hunt_routes(SavedHuntDesk desk) {
  const std::string all = "/api/v1/hunts", one = all + "/{id}";
  return {
      {.method = "GET",
       .path = all,
       .answer = [desk](const http::Request&, const Segments&) { return answered(list(desk)); }},
      {.method = "POST",
       .path = all,
       .answer = [desk](const http::Request& request,
                        const Segments&) { return answered(add(desk, request)); }},
      {.method = "GET",
       .path = one,
       .answer = [desk](const http::Request&,
                        const Segments& at) { return answered(look(desk, at.at(0))); }},
      {.method = "PUT",
       .path = one,
       .answer = [desk](const http::Request& request,
                        const Segments& at) { return answered(change(desk, at.at(0), request)); }},
      {.method = "DELETE",
       .path = one,
       .answer = [desk](const http::Request& request,
                        const Segments& at) { return answered(remove(desk, at.at(0), request)); }},
      {.method = "GET",
       .path = one + "/runs",
       .answer = [desk](const http::Request&,
                        const Segments& at) { return answered(runs(desk, at.at(0))); }},
      {.method = "POST",
       .path = one + "/run",
       .answer = [desk](const http::Request& request, const Segments& at) {
         return answered(run(desk, at.at(0), request));
       }}};
}

}  // namespace backstamp::api
