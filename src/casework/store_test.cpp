#include "casework/store.h"

#include <gmock/gmock.h>
#include <soci/soci.h>

#include <thread>

#include "base/file.h"
#include "casework/audit_table.h"
#include "casework/case_samples.h"
#include "casework/connection.h"
#include "casework/each_database.h"
#include "casework/import_table.h"
#include "casework/migration.h"

namespace backstamp::casework {
namespace {

using testing::HasSubstr;

class StoreTest : public EachDatabase {
 protected:
  Result<void> add(Session& session, const std::string& address) {
    return put_mailbox(session, {Text::trusted(address), "maildir", "/m/" + address});
  }
  std::size_t mailboxes() {
    return read<std::size_t>([](Session& session) -> Result<std::size_t> {
      return TRY(list_mailboxes(session)).size();
    });
  }
};
ON_EACH_DATABASE(StoreTest);

TEST_P(StoreTest, KeepsWhatWasCommitted) {
  write([&](Session& session) { return add(session, "a@example.org"); });
  store_.reset();
  store_ = std::move(*Store::open(database_.url()));
  EXPECT_EQ(mailboxes(), 1u);
}

TEST_P(StoreTest, AFailedTransactionLeavesNoTrace) {
  const Error error = refused([&](Session& session) -> Result<void> {
    TRY(add(session, "a@example.org"));
    return fail(Fault::conflict, "changed my mind");
  });
  EXPECT_EQ(error.what, "changed my mind");
  EXPECT_EQ(mailboxes(), 0u);
}

TEST_P(StoreTest, AnExceptionLeavesNoTrace) {
  const auto throwing = [&](Session& session) -> Result<void> {
    TRY(add(session, "a@example.org"));
    throw std::runtime_error("thrown");
  };
  EXPECT_THROW((void)store_->transact(throwing), std::runtime_error);
  EXPECT_EQ(mailboxes(), 0u);
  write([&](Session& session) { return add(session, "b@example.org"); });
  EXPECT_EQ(mailboxes(), 1u);
}

TEST_P(StoreTest, AnErrorOfTheDatabaseCannotBeOverlooked) {
  const Error error = refused([&](Session& session) -> Result<void> {
    TRY(add(session, "a@example.org"));
    (void)session.connection().run("insert into no_such_table values (1)");
    return {};
  });
  EXPECT_THAT(error.what, HasSubstr("no_such_table"));
  EXPECT_EQ(error.what.find('\n'), std::string::npos);
  EXPECT_EQ(mailboxes(), 0u);
}

TEST_P(StoreTest, AReaderSeesOneStateAndNeverWaits) {
  write([&](Session& session) { return add(session, "a@example.org"); });
  const auto done = store_->read([&](Session& session) -> Result<void> {
    const std::size_t before = TRY(list_mailboxes(session)).size();
    std::jthread([&] {
      write([&](Session& other) { return add(other, "b@example.org"); });
    }).join();
    EXPECT_EQ(TRY(list_mailboxes(session)).size(), before);
    return {};
  });
  EXPECT_TRUE(done);
  EXPECT_EQ(mailboxes(), 2u);
}

TEST_P(StoreTest, EightThreadsWriteAtOnce) {
  constexpr int threads = 8, each = 10;
  std::vector<std::jthread> writers;
  for (int thread = 0; thread < threads; ++thread) {
    writers.emplace_back([&] {
      for (int i = 0; i < each; ++i) {
        write([&](Session& session) { return append_audit(session, sample_audit()); });
      }
    });
  }
  writers.clear();
  const auto entries =
      read<std::vector<AuditEntry>>([](Session& session) { return list_audit(session, 1000, 0); });
  ASSERT_EQ(entries.size(), std::size_t{threads * each});
  EXPECT_EQ(entries.front().sequence, threads * each);
  const auto broken = read<std::optional<BrokenEntry>>(verify_audit);
  EXPECT_FALSE(broken) << broken->what;
}

TEST_P(StoreTest, TwoStoresCountTogetherWithoutLoss) {
  const auto other = std::move(*Store::open(database_.url()));
  const auto id = ImportId(Uuid::random());
  write([&](Session& session) { return put_import(session, sample_import(id)); });
  const auto count = [&](Store& store) {
    for (int i = 0; i < 15; ++i) {
      const auto done = store.transact([&](Session& session) -> Result<void> {
        Import import = TRY(find_import(session, id)).value();
        ++import.files;
        return put_import(session, import);
      });
      EXPECT_TRUE(done) << done.error().what;
    }
  };
  {
    std::jthread first([&] { count(*store_); });
    std::jthread second([&] { count(*other); });
  }
  const auto import =
      read<std::optional<Import>>([&](Session& session) { return find_import(session, id); });
  EXPECT_EQ(import->files, 40);
}

TEST_P(StoreTest, TwoProgramsMayMakeTheSameDatabaseAtOnce) {
  const TestDatabase fresh(postgresql());
  std::vector<std::jthread> openers;
  for (int i = 0; i < 4; ++i) {
    openers.emplace_back([&] {
      const auto store = Store::open(fresh.url());
      EXPECT_TRUE(store) << store.error().what;
    });
  }
}

TEST_P(StoreTest, ANewerDatabaseIsLeftAlone) {
  store_.reset();
  database_.run("insert into schema_version (version) values (900)");
  const auto opened = Store::open(database_.url());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().fault, Fault::conflict);
  EXPECT_THAT(opened.error().what,
              HasSubstr("was written by a newer backstamp (schema 900, this one "
                        "knows " +
                        std::to_string(migrations().back().version) +
                        "): run that version or restore a backup"));
}

TEST_P(StoreTest, SaysWhichRowIsDamaged) {
  write([&](Session& session) { return put_import(session, sample_import()); });
  database_.run("update imports set id = 'nonsense'");
  const auto found = store_->reading<std::vector<Import>>(running_imports);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().fault, Fault::corrupt);
  EXPECT_THAT(found.error().what, HasSubstr("column id"));
  EXPECT_THAT(found.error().what, HasSubstr("nonsense"));
}

TEST(SqliteStore, AFullDiskIsALimitAndTheStoreGoesOn) {
  const TestDatabase database(/*postgresql=*/false);
  const auto store = std::move(*Store::open(database.url()));
  const auto full = store->transact([&](Session& session) -> Result<void> {
    TRY(session.connection().run("pragma max_page_count = 1"));
    Import large = sample_import();
    large.source = std::string(1 << 20, 'x');
    return put_import(session, large);
  });
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().fault, Fault::limit) << full.error().what;
  EXPECT_THAT(full.error().what, HasSubstr(database.path().string()));
  const auto after = store->transact([&](Session& session) -> Result<void> {
    TRY(session.connection().run("pragma max_page_count = 1000000"));
    return put_import(session, sample_import());
  });
  EXPECT_TRUE(after) << after.error().what;
}

TEST(SqliteStore, ADamagedFileIsCorrupt) {
  const TestDatabase database(/*postgresql=*/false);
  ASSERT_TRUE(write_file(database.path(), std::string(8192, '#')));
  const auto opened = Store::open(database.url());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().fault, Fault::corrupt) << opened.error().what;
  EXPECT_THAT(opened.error().what, HasSubstr(database.path().string()));
}

TEST(SqliteStore, ADamagedPageIsCorrupt) {
  const TestDatabase database(/*postgresql=*/false);
  {
    const auto store = std::move(*Store::open(database.url()));
    ASSERT_TRUE(store->transact([](Session& session) -> Result<void> {
      for (int i = 0; i < 500; ++i) TRY(put_import(session, sample_import()));
      return {};
    }));
  }
  Bytes bytes = *read_file(database.path(), 1 << 24);
  for (std::size_t at = 4096; at < bytes.size(); ++at) bytes[at] = '#';
  ASSERT_TRUE(write_file(database.path(), bytes));
  const auto store = Store::open(database.url());
  const auto read = !store ? std::unexpected(store.error())
                           : (*store)->reading<std::vector<Import>>(running_imports);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().fault, Fault::corrupt) << read.error().what;
}

TEST(SqliteStore, OthersCannotReadItsFiles) {
  const TestDatabase database(/*postgresql=*/false);
  const auto store = std::move(*Store::open(database.url()));
  for (const auto& entry : std::filesystem::directory_iterator(database.path().parent_path())) {
    EXPECT_EQ(entry.status().permissions() & std::filesystem::perms::mask,
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write)
        << entry.path();
  }
}

TEST(SqliteStore, ItsPathMayHoldBlanksAndSigns) {
  const TestDatabase database(/*postgresql=*/false);
  const std::string odd = "/a b  c=d %20?x=1'/cases.db";
  const std::string path = database.path().parent_path().string() + odd;
  const auto store = Store::open("sqlite://" + path);
  ASSERT_TRUE(store) << store.error().what;
  EXPECT_TRUE(std::filesystem::exists(path));
}

class PostgresqlStore : public testing::Test {
 protected:
  std::size_t audited() {
    const auto entries = store_->reading<std::vector<AuditEntry>>(
        [](Session& session) { return list_audit(session, 1000, 0); });
    return entries ? entries->size() : 0;
  }

  PrivatePostgresql& server_ = test_postgresql();
  TestDatabase database_{/*postgresql=*/true};
  std::unique_ptr<Store> store_ = std::move(*Store::open(database_.url()));
};

TEST_F(PostgresqlStore, GoesOnAfterTheServerCameBack) {
  const auto append = [&] {
    return store_->transact([](Session& session) { return append_audit(session, sample_audit()); });
  };
  ASSERT_TRUE(append());
  server_.stop(SIGQUIT);
  ASSERT_TRUE(server_.start_server());
  EXPECT_TRUE(append());
  server_.stop(SIGINT);
  std::jthread waiting([&] { EXPECT_TRUE(append()); });
  ASSERT_TRUE(server_.start_server());
  waiting.join();
  EXPECT_EQ(audited(), 3u);
}

// The connection ends in the middle of a commit that had not taken effect.
TEST_F(PostgresqlStore, ACommitThatWasCutOffIsDoneAgain) {
  database_.run("create sequence cuts");
  database_.run(
      "create function cut() returns trigger language plpgsql as $$ begin "
      "if nextval('cuts') = 1 then perform pg_terminate_backend(pg_backend_pid()); end if; "
      "return null; end $$");
  database_.run(
      "create constraint trigger cut after insert on audit deferrable initially deferred "
      "for each row execute function cut()");
  int runs = 0;
  const auto done = store_->transact([&](Session& session) {
    ++runs;
    return append_audit(session, sample_audit());
  });
  EXPECT_TRUE(done) << done.error().what;
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(audited(), 1u);
}

// The connection ends after a commit took effect and before the answer came: the server waits for
// a standby that there is not.
TEST_F(PostgresqlStore, ACommitWhoseAnswerWasLostIsNotDoneAgain) {
  database_.run("alter system set synchronous_standby_names = 'nobody'");
  database_.run("select pg_reload_conf()");
  soci::session watcher("postgresql", database_.url());
  std::size_t commits = 0;
  for (long long cut = 0; cut == 0 && commits < 100;) {
    std::atomic<bool> ended = false;
    std::jthread writer([&] {
      const auto done =
          store_->transact([](Session& session) { return append_audit(session, sample_audit()); });
      EXPECT_TRUE(done) << done.error().what;
      ended = true;
    });
    for (long long now = 0; !ended; cut += now) {
      watcher << "select count(pg_terminate_backend(pid)) from pg_stat_activity "
                 "where wait_event = 'SyncRep'",
          soci::into(now);
    }
    ++commits;
  }
  database_.run("alter system reset synchronous_standby_names");
  database_.run("select pg_reload_conf()");
  EXPECT_LT(commits, 100u) << "no commit was ever cut off";
  EXPECT_EQ(audited(), commits);
}

TEST_F(PostgresqlStore, TellsTheFateOfATransaction) {
  const auto connection = std::move(*Connection::open(*database_url(database_.url())));
  ASSERT_TRUE(connection->begin(Transaction::writing));
  const std::string committed = connection->transaction_id();
  ASSERT_TRUE(connection->commit());
  ASSERT_TRUE(connection->begin(Transaction::writing_alone));
  const std::string aborted = connection->transaction_id();
  connection->roll_back();
  EXPECT_EQ(connection->fate_of(committed).value_or("?"), "committed");
  EXPECT_EQ(connection->fate_of(aborted).value_or("?"), "aborted");
}

}  // namespace
}  // namespace backstamp::casework
