#include "rejudging/run.h"

#include <nlohmann/json.hpp>
#include <set>

#include "base/hash.h"
#include "casework/audit_table.h"
#include "casework/feed_table.h"
#include "hunting/json_line.h"
#include "rejudging/changed_mail.h"
#include "rejudging/examination.h"
#include "rejudging/judging_states.h"
#include "rejudging/purge.h"
#include "rejudging/touched_mail.h"
#include "rejudging/verdict_change.h"

namespace backstamp::rejudging {
namespace {

using casework::Rejudging;

constexpr std::chrono::minutes question_max{10};
constexpr std::int64_t shares_max = 65'536;
constexpr std::chrono::seconds health_max{10};

Result<void> keep(const Rejudging& job, const Tools& tools) {
  return tools.store.transact(
      [&](casework::Session& session) { return put_rejudging(session, job); });
}

ChangeCause cause_of(const Rejudging& job) {
  return {.id = job.id.value(),
          .at = job.requested,
          .kind = job.kind,
          .value = job.value.str(),
          .cause = job.cause};
}

std::string batch_id(const Rejudging& job, const std::string& part) {
  return "rejudging-" + job.id.value().text() + "-" + part;
}

// The same share found again after a crash has changed already: then its batch is there, too.
Result<void> judge_share(Rejudging& job, const Tools& tools,
                         const std::vector<TouchedMessage>& touched) {
  const verdict::Indicators indicators = tools.indicators();
  const Time now = tools.clock.now();
  std::vector<VerdictChange> changes;
  for (const TouchedMessage& message : touched) {
    job.copies += static_cast<std::int64_t>(message.copies);
    if (auto change = weigh_again(message, indicators, now)) changes.push_back(std::move(*change));
  }
  job.messages += static_cast<std::int64_t>(touched.size());
  if (!changes.empty()) {
    hunting::Batch batch{
        .id = batch_id(job, std::to_string(job.shares_done) + "-of-" + std::to_string(job.shares)),
        .tables = {}};
    batch.tables.push_back(rows_of(changes, cause_of(job)));
    TRY(tools.writer.write(batch));
    // The next job must see what this one changed.
    TRY(tools.writer.flush(deadline_in(question_max)));
  }
  ++job.shares_done;
  return keep(job, tools);
}

std::string digest_of(const hunting::TableRows& rows) {
  return sha256_hex(rows.json_lines).substr(0, 16);
}

// Engines that are away are asked when they are back; one that only was late is told of.
Result<void> keep_unheard(Rejudging& job, const Tools& tools,
                          const std::set<std::string>& unheard) {
  std::vector<std::string> away;
  if (!unheard.empty()) {
    for (const auto& engine : tools.engines.health(deadline_in(health_max))) {
      if (!unheard.contains(engine.engine)) continue;
      if (engine.state == verdict::EngineState::down) away.push_back(engine.engine);
      job.why = engine.engine + " was not heard about all of the mail";
    }
  }
  return tools.store.transact([&](casework::Session& session) -> Result<void> {
    TRY(put_rejudging(session, job));
    for (const std::string& engine : away) {
      TRY(ask_again_later(session, engine, job.since.value_or(job.requested - engine_window)));
    }
    return {};
  });
}

// As judge_share(), with each letter read again. Rows are named by what they say: an engine may say
// something else when the share is looked at again after a crash.
Result<void> read_share(Rejudging& job, const Tools& tools,
                        const std::vector<TouchedMessage>& touched, const std::stop_token& stop) {
  std::vector<VerdictChange> changes;
  std::set<std::string> unheard;
  for (const TouchedMessage& message : touched) {
    if (stop.stop_requested()) return fail(Fault::cancelled, "re-judging stopped");
    Examined examined = examine(message, tools);
    unheard.merge(examined.unheard);
    auto change =
        weigh_read_again(message, examined.own_reasons, tools.indicators(), tools.clock.now());
    if (change) changes.push_back(std::move(*change));
    job.copies += static_cast<std::int64_t>(message.copies);
  }
  job.messages += static_cast<std::int64_t>(touched.size());
  if (!changes.empty()) {
    hunting::TableRows rows = rows_of(changes, cause_of(job));
    hunting::Batch batch{.id = batch_id(job, digest_of(rows)), .tables = {}};
    batch.tables.push_back(std::move(rows));
    TRY(tools.writer.write(batch));
    TRY(tools.writer.flush(deadline_in(question_max)));
  }
  ++job.shares_done;
  return keep_unheard(job, tools, unheard);
}

// Messages with very many links made an answer too large. What was judged already is found so.
Result<void> make_shares_smaller(Rejudging& job, const Tools& tools) {
  job.shares *= 4;
  job.shares_done = job.messages = job.copies = 0;
  return keep(job, tools);
}

Result<void> count_changes(Rejudging& job, const Tools& tools) {
  const ChangeCounts counts =
      TRY(ChangedMail(tools.hunting, job.id).count(deadline_in(question_max)));
  job.messages_worse = counts.messages_worse;
  job.copies_worse = counts.copies_worse;
  job.messages_better = counts.messages_better;
  job.copies_better = counts.copies_better;
  return {};
}

// What the entries say of the indicator's own entity now.
std::string_view verdict_of_entity(const Rejudging& job, const Tools& tools) {
  const verdict::Indicators indicators = tools.indicators();
  const std::string value(job.value.view().substr(0, job.value.view().find('*')));
  const Time now = tools.clock.now();
  const verdict::IndicatorEntry* entry = job.kind == "sender" ? indicators.match_sender(value, now)
                                         : job.kind == "domain"
                                             ? indicators.match_domain(value, now)
                                         : job.kind == "url"  ? indicators.match_url(value, now)
                                         : job.kind == "file" ? indicators.match_file(value, now)
                                                              : indicators.match_ip(value, now);
  return entry == nullptr ? "Unknown" : name_of(judgement_of(*entry));
}

Result<void> record_entity(const Rejudging& job, const Tools& tools) {
  const std::string last = TRY(ChangedMail(tools.hunting, job.id)
                                   .verdict_of_entity(job.value.view(), deadline_in(question_max)));
  const std::string_view now = verdict_of_entity(job, tools);
  const std::string before = last.empty() ? "Unknown" : last;
  if (before == now) return {};
  hunting::Batch batch{.id = batch_id(job, "entity"), .tables = {}};
  batch.tables.push_back(
      row_of_entity(cause_of(job), before, now,
                    static_cast<std::uint64_t>(job.copies_worse + job.copies_better)));
  return tools.writer.write(batch);
}

// A feed's changed entries go where the mail is, so that one question asks for all of them.
Result<void> hand_entries_over(const Rejudging& job, const Tools& tools) {
  constexpr std::size_t page = 50'000;
  for (std::int64_t after = 0;; after += static_cast<std::int64_t>(page)) {
    const auto entries = TRY(tools.store.reading<std::vector<casework::ChangedEntry>>(
        [&](casework::Session& session) { return changed_entries(session, job.id, page, after); }));
    if (entries.empty()) break;
    hunting::TableRows rows{.table = "RejudgingEntries", .json_lines = {}, .count = entries.size()};
    for (const casework::ChangedEntry& entry : entries) {
      hunting::JsonLine(rows.json_lines)
          .utf8("Timestamp", rfc3339(job.requested))
          .utf8("RejudgingId", job.id.value().text())
          .utf8("Kind", entry.kind)
          .text("Value", entry.value)
          .end();
    }
    hunting::Batch batch{.id = batch_id(job, "entries-" + std::to_string(after)), .tables = {}};
    batch.tables.push_back(std::move(rows));
    TRY(tools.writer.write(batch));
  }
  return tools.writer.flush(deadline_in(question_max));
}

Result<void> finish(Rejudging& job, const Tools& tools) {
  job.status = "Done";
  job.ended = tools.clock.now();
  const bool quiet = job.cause == "arrived" && job.messages_worse + job.messages_better == 0;
  const nlohmann::ordered_json detail = {{"indicator", subject_of(job)},
                                         {"cause", job.cause},
                                         {"copies_worse", job.copies_worse},
                                         {"copies_better", job.copies_better}};
  return tools.store.transact([&](casework::Session& session) -> Result<void> {
    TRY(put_rejudging(session, job));
    TRY(drop_changed_entries(session, job.id));
    if (quiet) return {};  // one a few seconds while mail arrives
    return append_audit(session, {.sequence = 0,
                                  .at = *job.ended,
                                  .actor = "system",
                                  .what = "mail re-judged",
                                  .target = job.id.value().text(),
                                  .detail = detail.dump(),
                                  .previous_hash = {},
                                  .hash = {}});
  });
}

}  // namespace

Result<void> run(Rejudging& job, const Tools& tools, std::stop_token stop) {
  // What was written before an interruption must be seen.
  TRY(tools.writer.flush(deadline_in(question_max)));
  const TouchedMail mail(tools.hunting, touching_condition(job));
  if (job.shares == 0) {
    if (job.kind == "feed") TRY(hand_entries_over(job, tools));
    const auto messages = static_cast<std::int64_t>(TRY(mail.count(deadline_in(question_max))));
    const std::int64_t each = reads_letters(job) ? tools.share_letters : tools.share_messages;
    job.shares = std::max<std::int64_t>(1, (messages + each - 1) / each);
    TRY(keep(job, tools));
  }
  while (job.shares_done < job.shares) {
    if (stop.stop_requested()) return fail(Fault::cancelled, "re-judging stopped");
    auto touched = mail.share(job.shares_done, job.shares, deadline_in(question_max));
    if (!touched && touched.error().fault == Fault::limit && job.shares < shares_max) {
      TRY(make_shares_smaller(job, tools));
      continue;
    }
    if (reads_letters(job)) {
      TRY(read_share(job, tools, TRY(std::move(touched)), stop));
    } else {
      TRY(judge_share(job, tools, TRY(std::move(touched))));
    }
  }
  TRY(count_changes(job, tools));
  if (job.kind != "feed" && !reads_letters(job)) TRY(record_entity(job, tools));
  TRY(purge_what_turned_bad(job, tools));
  TRY(keep(job, tools));
  TRY(take_purges_back(job, tools));
  return finish(job, tools);
}

}  // namespace backstamp::rejudging
