#include "api/feeds.h"

#include <nlohmann/json.hpp>

#include "api/page.h"
#include "api/request_body.h"
#include "casework/audit_table.h"
#include "casework/case_json.h"
#include "casework/feed_table.h"
#include "rejudging/rejudger.h"
#include "verdict/feeds/feed.h"

namespace backstamp::api {
namespace {

using casework::ChangedEntry;
using casework::Feed;
using casework::FeedEntryRow;
using casework::Rejudging;

Result<void> check_name(const std::string& name) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  };
  if (!name.empty() && name.size() <= 64 && std::ranges::all_of(name, plain)) return {};
  return fail(Fault::invalid, "'" + Text::lossy(name).cut(64).str() +
                                  "' is no name for a feed; use small letters, digits, - _ .");
}

Result<void> audit(casework::Session& session, const Rejudging& job, const std::string& what,
                   std::size_t changed) {
  return append_audit(session,
                      {.sequence = 0,
                       .at = job.requested,
                       .actor = job.requested_by,
                       .what = what,
                       .target = job.value.str(),
                       .detail = nlohmann::ordered_json{{"entries_changed", changed}}.dump(),
                       .previous_hash = {},
                       .hash = {}});
}

// The job that weighs all mail again which the changed entries touch.
Result<void> put_job(casework::Session& session, const Rejudging& job,
                     const std::vector<ChangedEntry>& changes) {
  TRY(put_rejudging(session, job));
  return put_changed_entries(session, job.id, changes);
}

std::vector<FeedEntryRow> rows_of(const std::string& name, verdict::FeedReading reading) {
  std::vector<FeedEntryRow> rows;
  rows.reserve(reading.entries.size());
  for (verdict::FeedEntry& entry : reading.entries) {
    rows.push_back({.feed = name,
                    .kind = std::move(entry.kind),
                    .value = std::move(entry.value),
                    .confidence = entry.confidence,
                    .seen = entry.seen,
                    .expires = entry.expires,
                    .comment = entry.comment.str()});
  }
  return rows;
}

Result<http::Response> bring(casework::Store& store, const http::Request& request,
                             const std::string& name, Time now) {
  TRY(check_name(name));
  const PageRequest asked = TRY(page_request(request));
  const std::string by = parameter(asked, "by").value_or("analyst");
  Feed feed{.name = name,
            .format = parameter(asked, "format").value_or("list"),
            .updated = now,
            .updated_by = by,
            .entries = 0,
            .refused = {}};
  verdict::FeedReading reading = TRY(verdict::read_feed(feed.format, request.body, now));
  std::erase_if(reading.entries, [&](const verdict::FeedEntry& entry) {
    return entry.expires && *entry.expires <= now;
  });
  feed.entries = static_cast<std::int64_t>(reading.entries.size());
  feed.refused = nlohmann::json(reading.refused).dump();
  const std::vector<FeedEntryRow> rows = rows_of(name, std::move(reading));
  const Rejudging job = rejudging::job_for("feed", Text::lossy(name), "added", by, now);
  std::size_t changed = 0;
  TRY(store.transact([&](casework::Session& session) -> Result<void> {
    const auto changes = TRY(replace_feed(session, feed, rows));
    changed = changes.size();
    TRY(put_job(session, job, changes));
    return audit(session, job, "feed brought", changed);
  }));
  auto answer = nlohmann::ordered_json::parse(casework::to_json(feed));
  answer["entries_changed"] = changed;
  answer["rejudging_id"] = job.id.value().text();
  return json(answer.dump());
}

Result<http::Response> take_out(casework::Store& store, const std::string& name, Time now) {
  const Rejudging job = rejudging::job_for("feed", Text::lossy(name), "removed", "analyst", now);
  bool there = false;
  TRY(store.transact([&](casework::Session& session) -> Result<void> {
    const auto changes = TRY(remove_feed(session, name));
    there = changes.has_value();
    if (!there) return {};
    TRY(put_job(session, job, *changes));
    return audit(session, job, "feed removed", changes->size());
  }));
  if (!there) return fail(Fault::not_found, "no feed " + Text::lossy(name).cut(64).str());
  return json(casework::to_json(job));
}

Result<http::Response> list(const casework::Store& store) {
  const auto all = TRY(store.reading<std::vector<Feed>>(
      [](casework::Session& session) { return list_feeds(session); }));
  std::vector<std::string> items;
  for (const Feed& feed : all) items.push_back(casework::to_json(feed));
  return page(items, std::nullopt);
}

}  // namespace

std::vector<Route> feed_routes(casework::Store& store, const Clock& clock,
                               std::function<void()> changed) {
  const auto tell = [changed](Result<http::Response> result) {
    if (result) changed();
    return answered(std::move(result));
  };
  return {
      {.method = "GET",
       .path = "/api/v1/feeds",
       .answer = [&store](const http::Request&, const Segments&) { return answered(list(store)); }},
      {.method = "PUT",
       .path = "/api/v1/feeds/{name}",
       .answer =
           [&store, &clock, tell](const http::Request& request, const Segments& segments) {
             return tell(bring(store, request, segments.at(0), clock.now()));
           }},
      {.method = "DELETE",
       .path = "/api/v1/feeds/{name}",
       .answer = [&store, &clock, tell](const http::Request&, const Segments& segments) {
         return tell(take_out(store, segments.at(0), clock.now()));
       }}};
}

}  // namespace backstamp::api
