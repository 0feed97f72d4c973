#include "api/explorer.h"

#include <map>
#include <nlohmann/json.hpp>

#include "api/case_view.h"
#include "api/export.h"
#include "api/hunt_answer.h"
#include "api/problem.h"
#include "api/request_body.h"
#include "base/text.h"
#include "explorer/view.h"
#include "investigation/proposal.h"

namespace backstamp::api {
namespace {

namespace kql = hunting::kql;
using explorer::Field;
using explorer::Selection;
using Json = nlohmann::ordered_json;

constexpr std::size_t chart_values_max = 10;
constexpr std::size_t values_max = 1'000;
constexpr std::size_t facets_max = 12;
constexpr std::size_t columns_max = 80;
constexpr std::size_t copies_max = 1'000;
constexpr std::size_t messages_max = 20;
constexpr std::size_t targets_max = 50'000;

// One request: its body, what it selects, and the way to ask.
class Question {
 public:
  static Result<Question> read(const ExplorerDesk& desk, const http::Request& request) {
    Json body = request.body.empty() ? Json::object()
                                     : Json::parse(request.body, nullptr, /*exceptions=*/false);
    if (!body.is_object()) return fail(Fault::invalid, "the body is no JSON object");
    Selection selection =
        TRY(explorer::read_selection(request.body.empty() ? "{}" : request.body, desk.clock.now()));
    return Question(desk, request, std::move(body), std::move(selection));
  }

  const Selection& selection() const { return selection_; }
  const Json& body() const { return body_; }

  Result<std::string> text(const char* name) const {
    const auto found = body_.find(name);
    if (found == body_.end() || found->is_null()) return std::string();
    if (!found->is_string())
      return fail(Fault::invalid, std::string("'") + name + "' must be a text");
    return Text::lossy(found->get_ref<const std::string&>()).str();
  }

  Result<std::size_t> number(const char* name, std::size_t otherwise, std::size_t most) const {
    const auto found = body_.find(name);
    if (found == body_.end() || found->is_null()) return otherwise;
    if (!found->is_number_unsigned() || *found < 1 || *found > most) {
      return fail(Fault::invalid,
                  std::string("'") + name + "' must be 1 to " + std::to_string(most));
    }
    return found->get<std::size_t>();
  }

  Result<const Field*> field(const char* name) const {
    const std::string given = TRY(text(name));
    if (given.empty()) return nullptr;
    return explorer::find_field(given);
  }

  Result<std::vector<const Field*>> fields(const char* name, std::size_t most) const {
    std::vector<const Field*> fields;
    const auto found = body_.find(name);
    if (found == body_.end() || found->is_null()) return fields;
    if (!found->is_array() || found->size() > most) {
      return fail(Fault::invalid, std::string("'") + name + "' must be a list of at most " +
                                      std::to_string(most) + " fields");
    }
    for (const Json& each : *found) {
      if (!each.is_string()) return fail(Fault::invalid, "a field is named by a text");
      fields.push_back(TRY(explorer::find_field(each.get_ref<const std::string&>())));
    }
    return fields;
  }

  struct Answer {
    kql::Compiled compiled;
    kql::HuntAnswer found;
  };
  Result<Answer> ask(const std::string& query) const {
    const kql::HuntBounds bounds{.rows_max = 100'000};
    auto compiled = kql::compile(
        query, hunt_settings(desk_.hunting, desk_.clock, bounds.rows_max, &bounds, request_.stop));
    if (!compiled) return std::unexpected(error_of(compiled.error()));
    auto found = TRY(kql::run(desk_.hunting, *compiled, bounds, request_.stop));
    return Answer{std::move(*compiled), std::move(found)};
  }

  // What every answer begins with: the selection as KQL, and the whole query that was asked.
  Json begun(const std::string& asked) const {
    return {{"kql", Text::lossy(explorer::query_of(selection_)).str()},
            {"asked", Text::lossy(asked).str()},
            {"from", rfc3339(selection_.from)},
            {"to", rfc3339(selection_.to)}};
  }

 private:
  Question(const ExplorerDesk& desk, const http::Request& request, Json body, Selection selection)
      : desk_(desk), request_(request), body_(std::move(body)), selection_(std::move(selection)) {}

  const ExplorerDesk& desk_;
  const http::Request& request_;
  Json body_;
  Selection selection_;
};

std::string cell_text(const kql::Cell& cell) { return Text::lossy(cell.value_or("")).str(); }

std::int64_t count_of(const kql::Cell& cell) {
  return std::strtoll(cell.value_or("0").c_str(), nullptr, 10);
}

Json objects_of(const Question::Answer& answer) {
  Json items = Json::array();
  for (const auto& row : answer.found.rows) {
    Json item = Json::object();
    for (std::size_t i = 0; i < row.size(); ++i) {
      const kql::ResultColumn& column = answer.compiled.columns[i];
      item[Text::lossy(column.name).str()] = cell_json(row[i], column.type);
    }
    items.push_back(std::move(item));
  }
  return items;
}

Result<http::Response> list_fields() {
  Json items = Json::array();
  for (const Field& field : explorer::fields()) {
    items.push_back({{"name", field.alias.empty() ? field.name : field.alias},
                     {"full_name", field.name},
                     {"table", field.table},
                     {"type", std::string(kql::name_of(field.type))},
                     {"meaning", field.meaning},
                     {"derived", field.derived},
                     {"of_copy", field.of_copy()}});
  }
  return json(Json{{"items", items}}.dump());
}

Result<http::Response> count(const Question& question) {
  const std::string query = explorer::query_of(question.selection()) + "\n| count";
  const auto answer = TRY(question.ask(query));
  Json body = question.begun(query);
  body["copies"] = answer.found.rows.empty() ? 0 : count_of(answer.found.rows[0][0]);
  return json(body.dump());
}

// Values in the order of their copies; those behind the first ten are one.
Json series_of(const std::vector<std::vector<kql::Cell>>& rows) {
  std::map<std::string, std::int64_t> sums;
  for (const auto& row : rows) sums[cell_text(row[1])] += count_of(row[2]);
  std::vector<std::pair<std::int64_t, std::string>> order;
  for (const auto& [value, copies] : sums) order.emplace_back(copies, value);
  std::ranges::sort(order, std::ranges::greater());
  std::map<std::string, std::size_t> place;
  for (std::size_t i = 0; i < order.size(); ++i)
    place[order[i].second] = std::min(i, chart_values_max);
  struct Series {
    std::string value;
    std::int64_t copies = 0;
    std::map<std::string, std::int64_t> points;
  };
  std::vector<Series> series(std::min(order.size(), chart_values_max + 1));
  for (std::size_t i = 0; i < series.size(); ++i) {
    series[i].value = i < chart_values_max ? order[i].second : "Others";
  }
  for (const auto& row : rows) {
    Series& each = series[place[cell_text(row[1])]];
    each.copies += count_of(row[2]);
    each.points[cell_text(row[0])] += count_of(row[2]);
  }
  Json list = Json::array();
  for (const Series& each : series) {
    Json points = Json::array();
    for (const auto& [time, copies] : each.points) points.push_back({time, copies});
    list.push_back({{"value", each.value}, {"copies", each.copies}, {"points", points}});
  }
  return list;
}

Result<http::Response> chart(const Question& question) {
  const Field* pivot = TRY(question.field("pivot"));
  const std::string query =
      TRY(explorer::chart_query(question.selection(), pivot, chart_values_max));
  const auto answer = TRY(question.ask(query));
  Json body = question.begun(query);
  body["pivot"] = pivot == nullptr ? Json() : Json(pivot->name);
  body["step_seconds"] = explorer::step_of(question.selection()).count() / 1'000;
  body["series"] = series_of(answer.found.rows);
  body["cut_off"] = answer.found.cut_off;
  return json(body.dump());
}

Result<http::Response> top(const Question& question) {
  const Field* field = TRY(question.field("field"));
  if (field == nullptr) return fail(Fault::invalid, "'field' is missing");
  const std::size_t limit = TRY(question.number("limit", 20, values_max));
  const std::string query = explorer::top_query(question.selection(), *field, limit);
  const auto answer = TRY(question.ask(query));
  Json body = question.begun(query);
  body["field"] = field->name;
  body["items"] = objects_of(answer);
  return json(body.dump());
}

Result<http::Response> facets(const Question& question) {
  const auto fields = TRY(question.fields("fields", facets_max));
  if (fields.empty()) return fail(Fault::invalid, "'fields' is missing");
  const std::size_t limit = TRY(question.number("limit", 10, 100));
  Json facets = Json::array();
  for (const Field* field : fields) {
    const std::string query = explorer::top_query(question.selection(), *field, limit);
    const auto answer = TRY(question.ask(query));
    facets.push_back({{"field", field->name},
                      {"asked", Text::lossy(query).str()},
                      {"items", objects_of(answer)}});
  }
  Json body = question.begun(explorer::query_of(question.selection()));
  body["facets"] = std::move(facets);
  return json(body.dump());
}

// The columns asked for, and what a cursor is made of.
Result<std::vector<const Field*>> columns_of(const Question& question) {
  auto columns = TRY(question.fields("columns", columns_max));
  if (columns.empty()) columns = explorer::usual_columns();
  for (const Field* column : columns) {
    if (!column->of_copy()) {
      return fail(Fault::invalid, "a copy has no column " + column->name +
                                      "; filter by it, or join "
                                      "its table in a hunt");
    }
  }
  return columns;
}

Result<http::Response> copies(const Question& question) {
  auto columns = TRY(columns_of(question));
  for (const char* needed : {"Timestamp", "NetworkMessageId", "RecipientEmailAddress"}) {
    const Field* field = TRY(explorer::find_field(needed));
    if (std::ranges::find(columns, field) == columns.end()) columns.push_back(field);
  }
  const std::size_t limit = TRY(question.number("limit", 100, copies_max));
  std::optional<explorer::CopyCursor> after;
  const std::string cursor = TRY(question.text("cursor"));
  if (!cursor.empty()) after = TRY(explorer::read_cursor(cursor));
  const std::string query = explorer::copies_query(question.selection(), columns, after, limit);
  const auto answer = TRY(question.ask(query));
  Json body = question.begun(query);
  Json items = objects_of(answer);
  body["next"] = nullptr;
  if (items.size() == limit) {
    const Json& last = items.back();
    body["next"] = explorer::cursor_text({.time = TRY(parse_rfc3339(last.value("Timestamp", ""))),
                                          .network_message_id = last.value("NetworkMessageId", ""),
                                          .recipient = last.value("RecipientEmailAddress", "")});
  }
  body["items"] = std::move(items);
  return json(body.dump());
}

Result<http::Response> investigate(const ExplorerDesk& desk, const Question& question) {
  const std::size_t limit = TRY(question.number("messages", 1, messages_max));
  const std::string by = TRY(question.text("by")), playbook = TRY(question.text("playbook"));
  const std::string query = explorer::messages_query(question.selection(), limit);
  const auto answer = TRY(question.ask(query));
  if (answer.found.rows.empty()) return fail(Fault::not_found, "the selection holds no message");
  Json items = Json::array();
  for (const auto& row : answer.found.rows) {
    Json item = {{"message", cell_text(row[0])}, {"investigation_id", nullptr}};
    const auto id = Uuid::parse(row[0].value_or(""));
    const auto raised = id ? desk.investigate(*id, Text::lossy(by), playbook)
                           : Result<investigation::Raised>(std::unexpected(id.error()));
    if (raised && raised->investigation) {
      item["investigation_id"] = raised->investigation->value().text();
      item["alert_id"] = raised->alert.id.value().text();
      item["fresh_investigation"] = raised->fresh_investigation;
    } else {
      item["why"] =
          raised ? "the policy names no playbook" : Text::lossy(raised.error().what).str();
    }
    items.push_back(std::move(item));
  }
  Json body = question.begun(query);
  body["items"] = std::move(items);
  return json(body.dump(), 201);
}

investigation::ProposedCopy proposed_copy(const std::vector<kql::Cell>& row) {
  investigation::ProposedCopy copy;
  if (const auto id = Uuid::parse(row[0].value_or(""))) copy.copy.network_message_id = *id;
  copy.copy.recipient = Text::lossy(row[1].value_or(""));
  copy.latest_location = row[2].value_or("");
  copy.folder = row[3].value_or("");
  copy.name = row[4].value_or("");
  return copy;
}

Result<http::Response> propose(const ExplorerDesk& desk, const Question& question) {
  const std::string query = explorer::targets_query(question.selection(), targets_max + 1);
  investigation::Proposal proposal{.type = TRY(question.text("type")),
                                   .reason = TRY(question.text("reason")),
                                   .query = explorer::query_of(question.selection()),
                                   .by = TRY(question.text("by")),
                                   .key = TRY(question.text("key")),
                                   .copies = {}};
  if (proposal.type.empty()) proposal.type = "soft_delete_messages";
  if (proposal.reason.empty()) return fail(Fault::invalid, "'reason' is missing");
  if (proposal.by.empty()) proposal.by = "analyst";
  const auto answer = TRY(question.ask(query));
  if (answer.found.rows.size() > targets_max) {
    return fail(Fault::limit, "the selection holds more than " + std::to_string(targets_max) +
                                  " copies; narrow it");
  }
  for (const auto& row : answer.found.rows) proposal.copies.push_back(proposed_copy(row));
  const casework::Action action =
      TRY(investigation::propose_action(desk.store, proposal, desk.clock.now()));
  const auto view = TRY(desk.store.reading<casework::ActionView>(
      [&](casework::Session& session) { return action_view(session, action); }));
  return json(casework::to_json(view), 201);
}

using View = Result<http::Response> (*)(const Question&);
using Begin = Result<http::Response> (*)(const ExplorerDesk&, const Question&);

Route view_route(const ExplorerDesk& desk, const std::string& name, View view) {
  return {.method = "POST",
          .path = "/api/v1/explorer/" + name,
          .answer = [desk, view](const http::Request& request, const Segments&) {
            const auto question = Question::read(desk, request);
            if (!question) return answered(std::unexpected(question.error()));
            return answered(view(*question));
          }};
}

Route begin_route(const ExplorerDesk& desk, const std::string& name, Begin begin) {
  return {.method = "POST",
          .path = "/api/v1/explorer/" + name,
          .answer = [desk, begin](const http::Request& request, const Segments&) {
            const auto question = Question::read(desk, request);
            if (!question) return answered(std::unexpected(question.error()));
            return answered(begin(desk, *question));
          }};
}

Result<void> export_copies(const ExplorerDesk& desk, const http::Request& request,
                           http::Responder& responder) {
  const Question question = TRY(Question::read(desk, request));
  const ExportFormat format = TRY(export_format(TRY(question.text("format"))));
  const auto columns = TRY(columns_of(question));
  return export_rows({.hunting = desk.hunting, .clock = desk.clock},
                     explorer::export_query(question.selection(), columns), format, request,
                     responder);
}

}  // namespace

std::vector<Route> explorer_routes(ExplorerDesk desk) {
  return {
      {.method = "GET",
       .path = "/api/v1/explorer/fields",
       .answer = [](const http::Request&, const Segments&) { return answered(list_fields()); }},
      view_route(desk, "count", count),
      view_route(desk, "chart", chart),
      view_route(desk, "top", top),
      view_route(desk, "facets", facets),
      view_route(desk, "copies", copies),
      begin_route(desk, "investigate", investigate),
      begin_route(desk, "propose", propose),
      {.method = "POST",
       .path = "/api/v1/explorer/export",
       .answer = {},
       .stream = [desk](const http::Request& request, const Segments&, http::Responder& responder) {
         const auto done = export_copies(desk, request, responder);
         if (!done && !responder.started()) responder.send(problem(done.error()));
       }}};
}

}  // namespace backstamp::api
