// What goes into the tables comes out the same, on both databases.
#include <gmock/gmock.h>

#include "casework/action_table.h"
#include "casework/alert_table.h"
#include "casework/case_samples.h"
#include "casework/each_database.h"
#include "casework/feed_table.h"
#include "casework/import_table.h"
#include "casework/indicator_table.h"
#include "casework/investigation_table.h"
#include "casework/judging_state_table.h"

namespace backstamp::casework {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class TableTest : public EachDatabase {};
ON_EACH_DATABASE(TableTest);

// Bytes as file names have them: not UTF-8, a NUL, our own mark, percent signs.
const std::string odd_bytes = std::string("\x01%41 \xff\xfe", 7) + std::string("a\0b", 3);

template <class T>
std::vector<std::string> ids_of(const std::vector<T>& items) {
  std::vector<std::string> ids;
  for (const T& item : items) ids.push_back(item.id.value().text());
  return ids;
}

TEST_P(TableTest, AlertsComeBackAsTheyWere) {
  Alert alert = sample_alert(3, "key");
  alert.title += odd_bytes;
  Alert bare;
  bare.id = AlertId(Uuid::random());
  write([&](Session& session) -> Result<void> {
    TRY(add_alert(session, alert));
    TRY(add_alert(session, bare));
    return {};
  });
  for (const Alert& stored : {alert, bare}) {
    const auto found = read<std::optional<Alert>>(
        [&](Session& session) { return find_alert(session, stored.id); });
    EXPECT_EQ(found, stored);
  }
  EXPECT_FALSE(read<std::optional<Alert>>(
      [&](Session& session) { return find_alert(session, AlertId(Uuid::random())); }));
}

TEST_P(TableTest, ASecondAlertWithTheSameKeyIsTheFirst) {
  for (const std::string& key : {std::string("short"), std::string(5000, 'k')}) {
    const Alert first = sample_alert(1, key), second = sample_alert(2, key);
    EXPECT_EQ(write<Alert>([&](Session& s) { return add_alert(s, first); }), first);
    EXPECT_EQ(write<Alert>([&](Session& s) { return add_alert(s, second); }), first);
  }
  write<Alert>([&](Session& s) { return add_alert(s, sample_alert(3, "")); });
  write<Alert>([&](Session& s) { return add_alert(s, sample_alert(4, "")); });
  EXPECT_EQ(read<std::vector<Alert>>([](Session& s) { return list_alerts(s, 10, {}); }).size(), 4u);
  Alert taken = sample_alert(5, "other");
  write<Alert>([&](Session& s) { return add_alert(s, taken); });
  taken.deduplication_key = "yet another";
  const Error error = refused([&](Session& s) -> Result<void> {
    TRY(add_alert(s, taken));
    return {};
  });
  EXPECT_EQ(error.fault, Fault::conflict);
}

TEST_P(TableTest, AlertsArePagedNewestFirst) {
  std::vector<Alert> alerts;
  for (int second : {1, 2, 2, 2, 3}) alerts.push_back(sample_alert(second));
  write([&](Session& session) -> Result<void> {
    for (const Alert& alert : alerts) TRY(add_alert(session, alert));
    return {};
  });
  const auto all = read<std::vector<Alert>>([](Session& s) { return list_alerts(s, 10, {}); });
  ASSERT_EQ(all.size(), 5u);
  EXPECT_EQ(all.front(), alerts.back());
  EXPECT_EQ(all.back(), alerts.front());
  const auto older =
      read<std::vector<Alert>>([](Session& s) { return list_alerts(s, 10, sample_time(2)); });
  EXPECT_EQ(older, std::vector{alerts.front()});
  std::vector<Alert> paged;  // two by two, through alerts of the same time
  for (std::optional<Alert> last;;) {
    const auto page = read<std::vector<Alert>>([&](Session& s) {
      if (!last) return list_alerts(s, 2, {});
      return list_alerts(s, 2, last->created, last->id);
    });
    if (page.empty()) break;
    paged.insert(paged.end(), page.begin(), page.end());
    last = page.back();
  }
  EXPECT_EQ(paged, all);
}

TEST_P(TableTest, AlertsAreChanged) {
  Alert alert = sample_alert();
  const InvestigationId investigation{Uuid::random()};
  write([&](Session& session) -> Result<void> {
    TRY(add_alert(session, alert));
    TRY(set_alert_status(session, alert.id, AlertStatus::resolved));
    return set_alert_investigation(session, alert.id, investigation);
  });
  alert.status = AlertStatus::resolved;
  alert.investigation = investigation;
  EXPECT_EQ(read<std::optional<Alert>>([&](Session& s) { return find_alert(s, alert.id); }), alert);
  const AlertId unknown{Uuid::random()};
  EXPECT_EQ(
      refused([&](Session& s) { return set_alert_status(s, unknown, AlertStatus::fresh); }).fault,
      Fault::not_found);
}

TEST_P(TableTest, InvestigationsComeBackAsTheyWereAndAreChanged) {
  Investigation all = sample_investigation();
  Investigation bare;
  bare.id = InvestigationId(Uuid::random());
  write([&](Session& session) -> Result<void> {
    TRY(add_investigation(session, all));
    return add_investigation(session, bare);
  });
  const auto stored = [&](InvestigationId id) {
    return read<std::optional<Investigation>>(
        [&](Session& s) { return find_investigation(s, id); });
  };
  EXPECT_EQ(stored(all.id), all);
  EXPECT_EQ(stored(bare.id), bare);
  all.status = InvestigationStatus::pending_action;
  all.ended = sample_time(100);
  all.pending_since = sample_time(99);
  all.run_finished = true;
  all.root.value = Text::trusted(std::string(9000, 'u'));
  write([&](Session& s) { return update_investigation(s, all); });
  EXPECT_EQ(stored(all.id), all);
  EXPECT_EQ(refused([&](Session& s) { return add_investigation(s, all); }).fault, Fault::conflict);
  EXPECT_EQ(
      refused([&](Session& s) { return update_investigation(s, sample_investigation()); }).fault,
      Fault::not_found);
}

TEST_P(TableTest, InvestigationsAreListedByStatusAndTime) {
  std::vector<Investigation> all;
  for (int i = 0; i < 4; ++i) all.push_back(sample_investigation(i));
  all[1].status = InvestigationStatus::remediated;
  all[1].run_finished = true;
  write([&](Session& session) -> Result<void> {
    for (const auto& investigation : all) TRY(add_investigation(session, investigation));
    return {};
  });
  const auto list = [&](std::optional<InvestigationStatus> status, std::optional<Time> before) {
    return ids_of(read<std::vector<Investigation>>(
        [&](Session& s) { return list_investigations(s, 10, status, before); }));
  };
  const auto ids = ids_of(all);
  EXPECT_THAT(list({}, {}), ElementsAre(ids[3], ids[2], ids[1], ids[0]));
  EXPECT_THAT(list({}, sample_time(2)), ElementsAre(ids[1], ids[0]));
  EXPECT_THAT(list(InvestigationStatus::remediated, {}), ElementsAre(ids[1]));
  EXPECT_THAT(read<std::vector<InvestigationId>>(unfinished_investigations),
              ElementsAre(all[0].id, all[2].id, all[3].id));
}

TEST_P(TableTest, AnOpenInvestigationOfTheSameRootIsFound) {
  Investigation ended = sample_investigation(1), open = sample_investigation(2);
  ended.root = open.root = {EntityKind::url, Text::trusted(std::string(4000, 'u'))};
  ended.ended = sample_time(5);
  write([&](Session& session) -> Result<void> {
    TRY(add_investigation(session, ended));
    return add_investigation(session, open);
  });
  const auto find = [&](Entity root, std::string_view playbook) {
    return read<std::optional<InvestigationId>>(
        [&](Session& s) { return open_investigation_of(s, root, playbook); });
  };
  EXPECT_EQ(find(open.root, open.playbook_id), open.id);
  EXPECT_EQ(find(open.root, "another"), std::nullopt);
  EXPECT_EQ(find({EntityKind::file, open.root.value}, open.playbook_id), std::nullopt);
  EXPECT_EQ(find({EntityKind::url, Text::trusted("u")}, open.playbook_id), std::nullopt);
}

TEST_P(TableTest, IdsAreResolvedByTheirFirstDigits) {
  std::vector<Investigation> all;
  for (const char* id :
       {"abcdef01-1111-4000-8000-000000000000", "abcdef01-1222-4000-8000-000000000000",
        "abcdef99-0000-4000-8000-000000000000"}) {
    all.push_back(sample_investigation());
    all.back().id = InvestigationId(*Uuid::parse(id));
  }
  write([&](Session& session) -> Result<void> {
    for (const auto& investigation : all) TRY(add_investigation(session, investigation));
    return {};
  });
  const auto resolve = [&](std::string_view given) {
    return store_->reading<InvestigationId>(
        [&](Session& s) { return resolve_investigation(s, given); });
  };
  EXPECT_EQ(resolve("abcdef99").value(), all[2].id);
  EXPECT_EQ(resolve("ABCDEF01-11").value(), all[0].id);
  EXPECT_EQ(resolve(all[1].id.value().text()).value(), all[1].id);
  struct Wrong {
    std::string given;
    Fault fault;
    std::string what;
  };
  for (const Wrong& wrong :
       {Wrong{"abcdef", Fault::conflict, "3 investigations begin with 'abcdef': give more digits"},
        Wrong{"abcdef01-1", Fault::conflict, "2 investigations begin"},
        Wrong{"abcdef77", Fault::not_found, "no investigation is called 'abcdef77'"},
        Wrong{"abcde", Fault::invalid, "at least its first six hex digits"},
        Wrong{"", Fault::invalid, "at least"}, Wrong{"abcdef_%", Fault::invalid, "at least"},
        Wrong{"abcdef-1", Fault::invalid, "at least"}, Wrong{odd_bytes, Fault::invalid, "at least"},
        Wrong{std::string(100'000, 'a'), Fault::invalid, "at least"}}) {
    const auto resolved = resolve(wrong.given);
    ASSERT_FALSE(resolved) << wrong.given;
    EXPECT_EQ(resolved.error().fault, wrong.fault) << resolved.error().what;
    EXPECT_THAT(resolved.error().what, HasSubstr(wrong.what));
    EXPECT_LT(resolved.error().what.size(), 200u);
  }
}

TEST_P(TableTest, EvidenceIsReplacedByEntity) {
  const Investigation investigation = sample_investigation();
  const std::string long_url = "https://example.org/" + std::string(8000, 'a');
  const Evidence other = sample_evidence(investigation.id, long_url + "b");
  const Evidence old = sample_evidence(investigation.id, long_url);
  Evidence fresh = old;
  fresh.id = Uuid::random();
  fresh.verdict = "NoThreatsFound";
  fresh.threat_types = {};
  fresh.first_seen = sample_time(77);
  write([&](Session& session) -> Result<void> {
    TRY(add_investigation(session, investigation));
    for (const Evidence& evidence : {other, old, fresh}) TRY(put_evidence(session, evidence));
    return {};
  });
  const auto listed =
      read<std::vector<Evidence>>([&](Session& s) { return list_evidence(s, investigation.id); });
  EXPECT_THAT(listed, ElementsAre(other, fresh));
}

TEST_P(TableTest, ClustersAreReplacedWithTheirMembers) {
  const Investigation investigation = sample_investigation();
  Cluster old = sample_cluster(investigation.id, 211, std::string(6000, 's'));
  Cluster fresh = sample_cluster(investigation.id, 123, std::string(6000, 's'));
  fresh.members[5].folder = odd_bytes;
  fresh.members[122].name = odd_bytes;
  fresh.by_location[odd_bytes] = 5'000'000'000;
  fresh.threat_types = {odd_bytes};
  Cluster other = sample_cluster(investigation.id, 0, "other");
  write([&](Session& session) -> Result<void> {
    TRY(add_investigation(session, investigation));
    for (const Cluster& cluster : {old, fresh, other, fresh}) TRY(put_cluster(session, cluster));
    return {};
  });
  const auto list = [&](bool with_members) {
    return read<std::vector<Cluster>>(
        [&](Session& s) { return list_clusters(s, investigation.id, with_members); });
  };
  fresh.copies = 123;
  const auto whole = list(true);
  ASSERT_EQ(whole.size(), 2u);
  EXPECT_EQ(whole[0], other);
  EXPECT_EQ(whole[1], fresh);
  fresh.members.clear();
  EXPECT_EQ(list(false)[1], fresh);
}

TEST_P(TableTest, EvidenceNeedsItsInvestigation) {
  const Error error = refused([&](Session& s) {
    return put_evidence(s, sample_evidence(InvestigationId(Uuid::random())));
  });
  EXPECT_EQ(error.fault, Fault::conflict) << error.what;
}

TEST_P(TableTest, IndicatorsAreKeyedByKindAndValue) {
  const Indicator first = sample_indicator("example.org");
  Indicator again = sample_indicator("example.org");
  again.verdict = "allow";
  again.comment = "ours after all";
  again.added_by = "another";
  again.added = sample_time(50);
  again.expires = sample_time(60);
  const Indicator long_one = sample_indicator(std::string(5000, 'x'));
  write<Indicator>([&](Session& s) { return put_indicator(s, first); });
  write<Indicator>([&](Session& s) { return put_indicator(s, long_one); });
  Indicator merged = again;
  merged.id = first.id;
  merged.added = first.added;
  merged.added_by = first.added_by;
  EXPECT_EQ(write<Indicator>([&](Session& s) { return put_indicator(s, again); }), merged);
  EXPECT_THAT(read<std::vector<Indicator>>(list_indicators), ElementsAre(merged, long_one));
  const auto remove = [&](std::string_view kind) {
    return write<bool>([&](Session& s) { return remove_indicator(s, kind, first.value); });
  };
  EXPECT_FALSE(remove("url"));
  EXPECT_TRUE(remove("domain"));
  EXPECT_FALSE(remove("domain"));
  EXPECT_THAT(read<std::vector<Indicator>>(list_indicators), ElementsAre(long_one));
}

TEST_P(TableTest, ImportsAreReplacedAndFoundRunning) {
  Import running = sample_import(), ended = sample_import();
  running.source = "/srv/" + odd_bytes;
  write([&](Session& session) -> Result<void> {
    TRY(put_import(session, running));
    TRY(put_import(session, ended));
    ended.status = "Done";
    ended.ended = sample_time(9);
    return put_import(session, ended);
  });
  EXPECT_THAT(read<std::vector<Import>>(running_imports), ElementsAre(running));
  EXPECT_EQ(read<std::optional<Import>>([&](Session& s) { return find_import(s, ended.id); }),
            ended);
}

TEST_P(TableTest, RejudgingsAreReplacedAndFoundByTheirIndicator) {
  Rejudging first = sample_rejudging(0), second = sample_rejudging(1);
  Rejudging other = sample_rejudging(2);
  other.value = Text::trusted("https://other.example/");
  write([&](Session& session) -> Result<void> {
    for (const Rejudging& each : {first, second, other}) TRY(put_rejudging(session, each));
    first.status = "Done";
    first.shares_done = 4;
    first.why = "2 copies wait for approval";
    first.purge = ActionId(Uuid::random());
    first.ended = sample_time(9);
    return put_rejudging(session, first);
  });
  EXPECT_THAT(read<std::vector<Rejudging>>(running_rejudgings), ElementsAre(second, other));
  EXPECT_THAT(read<std::vector<Rejudging>>([](Session& s) { return list_rejudgings(s, 2); }),
              ElementsAre(other, second));
  EXPECT_THAT(read<std::vector<Rejudging>>(
                  [&](Session& s) { return rejudgings_of(s, first.kind, first.value); }),
              ElementsAre(second, first));
  EXPECT_EQ(read<std::optional<Rejudging>>([&](Session& s) { return find_rejudging(s, first.id); }),
            first);
}

TEST_P(TableTest, ArrivalsThatChangedNothingAreDropped) {
  Rejudging quiet = sample_rejudging(0);
  quiet.kind = "engines";
  quiet.cause = "arrived";
  quiet.status = "Done";
  quiet.value = {};
  quiet.messages_worse = quiet.messages_better = 0;
  std::vector<Rejudging> kept;
  const auto keep_one = [&](const auto& change) {
    kept.push_back(quiet);
    kept.back().id = RejudgingId(Uuid::random());
    kept.back().requested = sample_time(static_cast<int>(kept.size()));
    change(kept.back());
  };
  keep_one([](Rejudging& each) { each.messages_worse = 1; });
  keep_one([](Rejudging& each) { each.status = "Running"; });
  keep_one([](Rejudging& each) { each.why = "ClamAV was not heard"; });
  keep_one([](Rejudging& each) { each.cause = "changed"; });
  write([&](Session& session) -> Result<void> {
    TRY(put_rejudging(session, quiet));
    for (const Rejudging& each : kept) TRY(put_rejudging(session, each));
    return drop_quiet_arrivals(session);
  });
  std::ranges::reverse(kept);
  EXPECT_EQ(read<std::vector<Rejudging>>([](Session& s) { return list_rejudgings(s, 9); }), kept);
}

TEST_P(TableTest, JudgingStatesAreReplaced) {
  const JudgingState first{"engine ClamAV", "ClamAV 1.0/27000", sample_time(1)};
  const JudgingState second{"engine ClamAV", "", sample_time(2)};
  write([&](Session& session) -> Result<void> {
    TRY(put_judging_state(session, first));
    return put_judging_state(session, second);
  });
  const auto find = [this](const char* name) {
    return read<std::optional<JudgingState>>(
        [&](Session& session) { return find_judging_state(session, name); });
  };
  EXPECT_EQ(find("engine ClamAV"), second);
  EXPECT_EQ(find("rules"), std::nullopt);
  EXPECT_EQ(read<bool>(is_a_judging_state_empty), true);
}

TEST_P(TableTest, FeedsAreReplacedAndTellWhatChanged) {
  const auto entry = [](const char* value, std::int64_t confidence) {
    return FeedEntryRow{.feed = "urlhaus",
                        .kind = "url",
                        .value = Text::trusted(value),
                        .confidence = confidence,
                        .seen = sample_time(1),
                        .expires = {},
                        .comment = "malware_download"};
  };
  Feed feed{.name = "urlhaus",
            .format = "urlhaus",
            .updated = sample_time(0),
            .updated_by = "ann@example.org",
            .entries = 2,
            .refused = R"({"no URL":1})"};
  const auto replace = [&](std::vector<FeedEntryRow> entries) {
    return write<std::vector<ChangedEntry>>(
        [&](Session& session) { return replace_feed(session, feed, entries); });
  };
  const auto changed = [](const char* value) {
    return ChangedEntry{.kind = "url", .value = Text::trusted(value)};
  };
  EXPECT_THAT(replace({entry("http://a.example/", 90), entry("http://b.example/", 50)}),
              ElementsAre(changed("http://a.example/"), changed("http://b.example/")));
  EXPECT_TRUE(replace({entry("http://a.example/", 90), entry("http://b.example/", 50)}).empty());
  FeedEntryRow ending = entry("http://c.example/", 80);
  ending.expires = sample_time(5);
  EXPECT_THAT(replace({entry("http://b.example/", 90), ending}),
              ElementsAre(changed("http://b.example/"), changed("http://c.example/"),
                          changed("http://a.example/")));
  EXPECT_THAT(read<std::vector<Feed>>(list_feeds), ElementsAre(feed));
  EXPECT_THAT(read<std::vector<FeedEntryRow>>(list_feed_entries),
              ElementsAre(entry("http://b.example/", 90), ending));
  const auto expire = [&](int seconds) {
    return write<std::vector<std::pair<std::string, std::vector<ChangedEntry>>>>(
        [&](Session& session) { return expire_feed_entries(session, sample_time(seconds)); });
  };
  EXPECT_TRUE(expire(4).empty());
  const auto expired = expire(5);
  ASSERT_EQ(expired.size(), 1U);
  EXPECT_EQ(expired[0].first, "urlhaus");
  EXPECT_THAT(expired[0].second, ElementsAre(changed("http://c.example/")));
  EXPECT_EQ(read<std::vector<Feed>>(list_feeds).at(0).entries, 1);
  const auto remove = [&](const char* name) {
    return write<std::optional<std::vector<ChangedEntry>>>(
        [&](Session& session) { return remove_feed(session, name); });
  };
  EXPECT_EQ(remove("none"), std::nullopt);
  EXPECT_THAT(*remove("urlhaus"), ElementsAre(changed("http://b.example/")));
  EXPECT_TRUE(read<std::vector<FeedEntryRow>>(list_feed_entries).empty());
}

TEST_P(TableTest, ChangedEntriesOfARejudgingComeInPages) {
  const RejudgingId id(Uuid::random());
  std::vector<ChangedEntry> entries;
  for (int i = 0; i < 250; ++i) {
    entries.push_back(
        {.kind = "domain", .value = Text::trusted("d" + std::to_string(i) + ".example")});
  }
  write([&](Session& session) { return put_changed_entries(session, id, entries); });
  const auto page = [&](std::size_t rows, std::int64_t after) {
    return read<std::vector<ChangedEntry>>(
        [&](Session& session) { return changed_entries(session, id, rows, after); });
  };
  EXPECT_EQ(page(200, 0).size(), 200U);
  EXPECT_EQ(page(200, 200).size(), 50U);
  EXPECT_EQ(page(1, 249).at(0), entries.back());
  write([&](Session& session) { return drop_changed_entries(session, id); });
  EXPECT_TRUE(page(200, 0).empty());
}

TEST_P(TableTest, MailboxesAreReplacedByAddress) {
  const MailboxEntry a{sample_address(1), "maildir", "/srv/" + odd_bytes};
  const MailboxEntry b{sample_address(2), "maildir", "/srv/b"};
  write([&](Session& session) -> Result<void> {
    TRY(put_mailbox(session, b));
    TRY(put_mailbox(session, {a.address, "maildir", "/old"}));
    return put_mailbox(session, a);
  });
  EXPECT_THAT(read<std::vector<MailboxEntry>>(list_mailboxes), ElementsAre(a, b));
}

}  // namespace
}  // namespace backstamp::casework
