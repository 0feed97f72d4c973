#include "explorer/selection.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "hunting/kql/query_text.h"

namespace backstamp::explorer {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t query_bytes_max = 1024 * 1024;
constexpr std::chrono::days usual_window{2};

// The rows of a derived field, joined to the copies before them.
struct Derivation {
  std::string_view field;
  std::string_view lines;
};
constexpr Derivation derivations[] = {
    {"LatestDeliveryLocation",
     "\n| join kind=leftouter (EmailPostDeliveryEvents\n"
     "    | where ActionResult == \"Success\"\n"
     "    | summarize arg_max(Timestamp, DeliveryLocation) by NetworkMessageId, "
     "RecipientEmailAddress\n"
     "    | project NetworkMessageId, RecipientEmailAddress, MovedTo = DeliveryLocation)\n"
     "    on NetworkMessageId, RecipientEmailAddress\n"
     "| extend LatestDeliveryLocation = iff(isempty(MovedTo), DeliveryLocation, MovedTo)\n"
     "| project-away MovedTo, NetworkMessageId1, RecipientEmailAddress1"},
    {"LatestVerdict",
     "\n| join kind=leftouter (VerdictEvents\n"
     "    | where EntityType == \"MailMessage\"\n"
     "    | summarize arg_max(Timestamp, Verdict) by NetworkMessageId\n"
     "    | project NetworkMessageId, ChangedTo = Verdict) on NetworkMessageId\n"
     "| extend LatestVerdict = iff(isempty(ChangedTo), Verdict, ChangedTo)\n"
     "| project-away ChangedTo, NetworkMessageId1"}};

Result<Time> time_in(const Json& json, const char* name, Time otherwise) {
  const auto found = json.find(name);
  if (found == json.end() || found->is_null()) return otherwise;
  if (!found->is_string())
    return fail(Fault::invalid, std::string("'") + name + "' must be a time");
  return TRY_IN(std::string("'") + name + "'", parse_rfc3339(found->get_ref<const std::string&>()));
}

bool is_derived_at_all(const Filter& filter) {
  return std::ranges::any_of(derivations, [&](const Derivation& each) {
    return explorer::is_derived(filter, each.field);
  });
}

// A query as one that operators may be put behind: without its last semicolons.
std::string open_ended(std::string query) {
  while (!query.empty() && (query.back() == ';' || trim(query.substr(query.size() - 1)).empty())) {
    query.pop_back();
  }
  return query;
}

}  // namespace

Result<Selection> read_selection(std::string_view text, Time now) {
  if (nests_too_deeply(text)) return fail(Fault::limit, "the body nests too deeply");
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return fail(Fault::invalid, "the body is no JSON object");
  Selection selection{.from = TRY(time_in(json, "from", now - usual_window)),
                      .to = TRY(time_in(json, "to", now)),
                      .filter = {},
                      .query = {}};
  if (selection.from > selection.to) return fail(Fault::invalid, "'from' lies behind 'to'");
  const auto query = json.find("query"), filter = json.find("filter");
  if (query != json.end() && filter != json.end()) {
    return fail(Fault::invalid, "give a filter or a query, not both");
  }
  if (query != json.end()) {
    if (!query->is_string()) return fail(Fault::invalid, "'query' must be a text");
    selection.query = open_ended(query->get<std::string>());
    if (selection.query.empty()) return fail(Fault::invalid, "'query' is empty");
    if (selection.query.size() > query_bytes_max) {
      return fail(Fault::limit, "'query' is longer than 1 MiB");
    }
  }
  if (filter != json.end() && !filter->is_null()) {
    selection.filter =
        TRY(read_filter(filter->dump(-1, ' ', false, Json::error_handler_t::replace)));
  }
  return selection;
}

std::string query_of(const Selection& selection, const std::vector<const Field*>& needed) {
  if (!selection.query.empty()) return selection.query + derivations_of(selection, needed);
  std::string query = "EmailEvents\n| where Timestamp between (" +
                      hunting::kql::query_time(selection.from) + " .. " +
                      hunting::kql::query_time(selection.to) + ")";
  // Joins come behind what narrows the rows, and before what asks for their columns.
  std::string behind;
  if (selection.filter) {
    const bool list = selection.filter->kind == Filter::Kind::all_of;
    const std::vector<Filter> parts =
        list ? selection.filter->parts : std::vector<Filter>{*selection.filter};
    for (const Filter& part : parts) {
      (is_derived_at_all(part) ? behind : query) += "\n| where " + condition_of(part);
    }
  }
  if (selection.filter) {
    for (const Derivation& each : derivations) {
      if (explorer::is_derived(*selection.filter, each.field)) query += each.lines;
    }
  }
  query += behind;
  return query + derivations_of(selection, needed);
}

std::string derivations_of(const Selection& selection, const std::vector<const Field*>& fields) {
  std::string lines;
  for (const Derivation& each : derivations) {
    const bool asked = std::ranges::any_of(fields, [&](const Field* field) {
      return field != nullptr && field->derived && field->name == each.field;
    });
    const bool there = selection.filter && explorer::is_derived(*selection.filter, each.field);
    if (asked && !there) lines += each.lines;
  }
  return lines;
}

}  // namespace backstamp::explorer
