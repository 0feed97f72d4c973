#include "api/indicators.h"

#include <nlohmann/json.hpp>

#include "api/page.h"
#include "api/problem.h"
#include "api/request_body.h"
#include "casework/audit_table.h"
#include "casework/case_json.h"
#include "casework/indicator_table.h"
#include "rejudging/rejudger.h"
#include "verdict/indicators.h"

namespace backstamp::api {
namespace {

using casework::Indicator;
using casework::Rejudging;

Result<http::Response> list(casework::Store& store) {
  const auto all = TRY(store.reading<std::vector<Indicator>>(
      [](casework::Session& session) { return list_indicators(session); }));
  std::vector<std::string> items;
  for (const Indicator& indicator : all) items.push_back(casework::to_json(indicator));
  return page(items, std::nullopt);
}

Result<Indicator> read_indicator(const http::Request& request, Time now) {
  const RequestBody body = TRY(RequestBody::read(request));
  Indicator indicator;
  indicator.id = casework::IndicatorId(Uuid::random());
  indicator.kind = TRY(body.needed_text("kind"));
  const std::string value = TRY(body.needed_text("value"));
  indicator.value = TRY(verdict::normalise_indicator(indicator.kind, value));
  indicator.verdict = TRY(body.text("verdict"));
  if (indicator.verdict.empty()) indicator.verdict = "block";
  if (indicator.verdict != "block" && indicator.verdict != "allow") {
    return fail(Fault::invalid, "unknown verdict '" + indicator.verdict + "'; use block or allow");
  }
  indicator.comment = TRY(body.text("comment"));
  indicator.added_by = TRY(body.text("by"));
  indicator.added = now;
  const std::string expires = TRY(body.text("expires"));
  if (!expires.empty()) indicator.expires = TRY(parse_rfc3339(expires));
  return indicator;
}

Result<void> audit(casework::Session& session, Time now, const std::string& by,
                   const std::string& what, const std::string& target) {
  return append_audit(session, {.sequence = 0,
                                .at = now,
                                .actor = by.empty() ? "analyst" : by,
                                .what = what,
                                .target = target,
                                .detail = "{}",
                                .previous_hash = {},
                                .hash = {}});
}

// The entry and the job that weighs mail again, or neither.
Result<Indicator> put(casework::Session& session, const Indicator& wanted, const Rejudging& job) {
  Indicator stored = TRY(put_indicator(session, wanted));
  TRY(put_rejudging(session, job));
  TRY(audit(session, wanted.added, wanted.added_by, "indicator added: " + wanted.verdict,
            wanted.kind + " " + wanted.value.str()));
  return stored;
}

Result<bool> take_out(casework::Session& session, const Rejudging& job) {
  const bool was_there = TRY(remove_indicator(session, job.kind, job.value));
  if (!was_there) return false;
  TRY(put_rejudging(session, job));
  TRY(audit(session, job.requested, "", "indicator removed", job.kind + " " + job.value.str()));
  return true;
}

Result<http::Response> add(casework::Store& store, const http::Request& request, Time now) {
  const Indicator wanted = TRY(read_indicator(request, now));
  const Rejudging job =
      rejudging::job_for(wanted.kind, wanted.value, "added", wanted.added_by, now);
  const Indicator stored = TRY(store.writing<Indicator>(
      [&](casework::Session& session) { return put(session, wanted, job); }));
  auto answer = nlohmann::ordered_json::parse(casework::to_json(stored));
  answer["rejudging_id"] = job.id.value().text();
  return json(answer.dump(), 201);
}

Result<http::Response> remove(casework::Store& store, const Segments& segments, Time now) {
  const Text value = TRY(verdict::normalise_indicator(segments.at(0), segments.at(1)));
  const Rejudging job = rejudging::job_for(segments.at(0), value, "removed", "analyst", now);
  const bool removed =
      TRY(store.writing<bool>([&](casework::Session& session) { return take_out(session, job); }));
  if (!removed) return fail(Fault::not_found, "no " + segments.at(0) + " indicator " + value.str());
  return json(casework::to_json(job));
}

}  // namespace

std::vector<Route> indicator_routes(casework::Store& store, const Clock& clock,
                                    std::function<void()> changed) {
  const auto tell = [changed](Result<http::Response> result) {
    if (result) changed();
    return answered(std::move(result));
  };
  return {
      {.method = "GET",
       .path = "/api/v1/indicators",
       .answer = [&store](const http::Request&, const Segments&) { return answered(list(store)); }},
      {.method = "POST",
       .path = "/api/v1/indicators",
       .answer = [&store, &clock, tell](
                     const http::Request& request,
                     const Segments&) { return tell(add(store, request, clock.now())); }},
      {.method = "DELETE",
       .path = "/api/v1/indicators/{kind}/{value}",
       .answer = [&store, &clock, tell](const http::Request&, const Segments& segments) {
         return tell(remove(store, segments, clock.now()));
       }}};
}

}  // namespace backstamp::api
