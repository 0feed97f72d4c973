#include "hunting/writer.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>
#include <thread>

#include "base/file.h"
#include "base/uuid.h"
#include "hunting/delivery.h"
#include "hunting/engine/test_engine.h"
#include "hunting/schema.h"
#include "hunting/spool.h"

namespace backstamp::hunting {
namespace {

namespace fs = std::filesystem;

Deadline soon() { return deadline_in(Duration(300'000)); }

constexpr std::uint64_t rows_each = 3;

Batch batch_of(int number) {
  std::string lines;
  for (std::uint64_t row = 0; row < rows_each; ++row) {
    lines += "{\"Timestamp\":\"2006-01-02T03:04:05.678Z\",\"Url\":\"" + std::to_string(number) +
             "/" + std::to_string(row) + "\"}\n";
  }
  return {.id = "batch-" + std::to_string(number),
          .tables = {{"EmailUrlInfo", lines, rows_each}, {"UrlClickEvents", lines, rows_each}}};
}

class WriterTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!engine_.ready()) GTEST_SKIP() << engine_.why_not();
    const auto migrated = migrate(client_, {});
    ASSERT_TRUE(migrated) << migrated.error().what;
  }
  void TearDown() override {
    fs::remove_all(spool_);
    if (engine_.is_external()) {
      EXPECT_TRUE(client_.execute({"DROP DATABASE " + client_.database(), {}, {}}, soon()));
    }
  }

  std::unique_ptr<Writer> opened(const WriterLimits& limits = {}) {
    auto writer = Writer::open(spool_, client_, limits);
    EXPECT_TRUE(writer) << writer.error().what;
    return writer ? std::move(*writer) : nullptr;
  }

  std::int64_t number(const std::string& sql) {
    const auto rows = client_.query({"SELECT " + sql + " AS n", {}, {}}, soon());
    EXPECT_TRUE(rows) << rows.error().what;
    return rows && rows->size() == 1 ? rows->integer(0, "n") : -1;
  }

  // Rows of these batches are in both tables, each once.
  void expect_exactly(int batches) {
    for (const std::string table : {"EmailUrlInfo", "UrlClickEvents"}) {
      EXPECT_EQ(number("(SELECT count() FROM " + table + ")"), batches * 3) << table;
      EXPECT_EQ(number("(SELECT uniqExact(Url) FROM " + table + ")"), batches * 3) << table;
    }
  }

  void expect_flushed(Writer& writer) {
    const auto flushed = writer.flush(soon());
    ASSERT_TRUE(flushed) << flushed.error().what;
    EXPECT_EQ(writer.pending().batches, 0u);
    EXPECT_EQ(writer.pending().bytes, 0u);
    EXPECT_EQ(writer.pending().last_error, "");
  }

  std::size_t batch_files() const {
    std::size_t count = 0;
    for (const auto& item : fs::directory_iterator(spool_)) {
      count += item.path().extension() == ".batch" ? 1 : 0;
    }
    return count;
  }

  engine::TestEngine engine_;
  Client client_{engine_.endpoint(), engine::fresh_database_name()};
  const fs::path spool_ = fs::path(testing::TempDir()) / ("writer_test-" + Uuid::random().text());
};

TEST_F(WriterTest, DeliversInOrderAndTakesNothingTwice) {
  auto writer = opened();
  for (const int each : {1, 2, 2, 1}) ASSERT_TRUE(writer->write(batch_of(each)));
  expect_flushed(*writer);
  ASSERT_TRUE(writer->write(batch_of(1)));  // long after it was delivered
  expect_flushed(*writer);
  expect_exactly(2);
  EXPECT_EQ(batch_files(), 0u);
  EXPECT_EQ(number("(SELECT count() FROM EmailUrlInfo WHERE IngestedAt > now() - 600 AND "
                   "Timestamp = toDateTime64('2006-01-02 03:04:05.678', 3, 'UTC'))"),
            6);
}

TEST_F(WriterTest, ABatchOfAnotherMonthIsStillKnown) {
  const SpooledBatch then{.taken = *parse_rfc3339("2026-10-31T23:59:59.999Z"),
                          .batch = batch_of(1)};
  SpooledBatch later = then;
  later.taken += std::chrono::hours(24);
  for (const SpooledBatch& spooled : {then, later}) {
    ASSERT_TRUE(deliver(client_, spooled, Attempt::first, soon()));
  }
  expect_exactly(1);
}

TEST_F(WriterTest, KeysAreMadeOfTheFirstCopiesOfABatchOnce) {
  const auto copy = [](const std::string& id, int first, int words) {
    return R"({"Timestamp":"2006-01-02T03:04:05.678Z","NetworkMessageId":")" + id +
           R"(","BodyKeys":[7,8,9],"BodySketchVersion":3,"BodyWordCount":)" +
           std::to_string(words) + R"(,"FirstCopy":)" + std::to_string(first) + "}\n";
  };
  const SpooledBatch spooled{.taken = SystemClock().now(),
                             .batch = {.id = "mail-1",
                                       .tables = {{"EmailEvents",
                                                   copy("a", 1, 20) + copy("a", 0, 20) +
                                                       copy("b", 1, 20) + copy("c", 1, 0),
                                                   4}}}};
  for (int times = 0; times < 2; ++times) {
    ASSERT_TRUE(deliver(client_, spooled, Attempt::again, soon()));
  }
  EXPECT_EQ(number("(SELECT count() FROM EmailBodyKeys)"), 6);
  EXPECT_EQ(number("(SELECT count() FROM EmailBodyKeys WHERE NetworkMessageId = 'b' AND Key IN "
                   "(7, 8, 9) AND BodySketchVersion = 3 AND IngestBatch != 0 AND "
                   "Timestamp = toDateTime64('2006-01-02 03:04:05.678', 3, 'UTC'))"),
            3);
}

// Killed between the rows and what is made of them.
TEST_F(WriterTest, KeysThatWereNotMadeAreMadeWhenTheBatchComesAgain) {
  const SpooledBatch spooled{
      .taken = SystemClock().now(),
      .batch = {.id = "mail-1",
                .tables = {{"EmailEvents",
                            R"({"Timestamp":"2006-01-02T03:04:05.678Z","NetworkMessageId":"a",)"
                            R"("BodyKeys":[7,8],"BodyWordCount":9,"FirstCopy":1})"
                            "\n",
                            1}}}};
  ASSERT_TRUE(deliver(client_, spooled, Attempt::first, soon()));
  ASSERT_TRUE(client_.execute({"TRUNCATE TABLE EmailBodyKeys", {}, {}}, soon()));
  ASSERT_TRUE(deliver(client_, spooled, Attempt::again, soon()));
  EXPECT_EQ(number("(SELECT count() FROM EmailBodyKeys)"), 2);
}

TEST_F(WriterTest, ATokenWithoutItsRowsDoesNotLoseThem) {
  const SpooledBatch spooled{.taken = SystemClock().now(), .batch = batch_of(1)};
  ASSERT_TRUE(deliver(client_, spooled, Attempt::first, soon()));
  ASSERT_TRUE(client_.execute(
      {"ALTER TABLE UrlClickEvents DELETE WHERE 1 SETTINGS mutations_sync=1", {}, {}}, soon()));
  ASSERT_TRUE(deliver(client_, spooled, Attempt::again, soon()));
  expect_exactly(1);
}

TEST_F(WriterTest, WaitsForAnEngineThatIsNotThere) {
  if (engine_.is_external()) GTEST_SKIP() << "can't stop that server";
  engine_.kill();
  {
    auto writer = opened();
    for (int each = 0; each < 5; ++each) ASSERT_TRUE(writer->write(batch_of(each)));
    const auto flushed = writer->flush(deadline_in(Duration(300)));
    ASSERT_FALSE(flushed);
    EXPECT_EQ(flushed.error().fault, Fault::unavailable) << flushed.error().what;
    EXPECT_EQ(writer->pending().batches, 5u);
  }
  EXPECT_EQ(batch_files(), 5u);
  auto writer = opened();
  ASSERT_TRUE(writer->write(batch_of(5)));
  engine_.restart();
  ASSERT_TRUE(engine_.ready()) << engine_.why_not();
  expect_flushed(*writer);
  expect_exactly(6);
}

TEST_F(WriterTest, SetsDamagedFilesAsideAndGoesOn) {
  fs::create_directories(spool_);
  {
    const auto spool = Spool::open(spool_);
    ASSERT_TRUE(spool);
    for (int each = 1; each <= 4; ++each) {
      const Batch batch = batch_of(each);
      const std::string file = encode({.taken = SystemClock().now(), .batch = batch});
      const Spool::Entry entry{
          .number = static_cast<std::uint64_t>(each), .id = batch.id, .bytes = 0};
      std::string spoilt = file;
      if (each == 2) spoilt.resize(file.size() / 2);
      if (each == 3) spoilt[file.size() / 2] ^= 1;
      ASSERT_TRUE(spool->add(entry, spoilt));
    }
  }
  auto writer = opened();
  const auto flushed = writer->flush(soon());
  ASSERT_TRUE(flushed) << flushed.error().what;
  expect_exactly(2);
  EXPECT_EQ(batch_files(), 0u);
  EXPECT_EQ(std::distance(fs::directory_iterator(spool_ / "set-aside"), {}), 2);
}

TEST_F(WriterTest, ABatchTheEngineRefusesMakesWay) {
  auto writer = opened();
  ASSERT_TRUE(
      writer->write({.id = "bad", .tables = {{"EmailUrlInfo", "{\"NoSuchColumn\":1}\n", 1}}}));
  ASSERT_TRUE(writer->write(batch_of(1)));
  expect_flushed(*writer);
  expect_exactly(1);
  EXPECT_TRUE(fs::exists(spool_ / "set-aside/000000000000-bad.batch"));
}

TEST_F(WriterTest, TheSpoolHasABound) {
  auto writer = opened({.spool_bytes_max = 10});
  const auto refused = writer->write(batch_of(1));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::limit);
  EXPECT_EQ(batch_files(), 0u);
  EXPECT_EQ(Writer::open(spool_, client_).error().fault, Fault::conflict);
}

TEST_F(WriterTest, TheEngineKilledAmidBatchesLosesAndRepeatsNothing) {
  if (engine_.is_external()) GTEST_SKIP() << "can't kill that server";
  constexpr int batches = 200;
  auto writer = opened();
  std::jthread writing([&] {
    for (int each = 0; each < batches; ++each) EXPECT_TRUE(writer->write(batch_of(each)));
  });
  std::mt19937 random(7);
  for (int kill = 0; kill < 12; ++kill) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20 + random() % 400));
    engine_.kill();
    engine_.restart();
    ASSERT_TRUE(engine_.ready()) << engine_.why_not();
  }
  writing.join();
  expect_flushed(*writer);
  expect_exactly(batches);
}

// Writes batches first, first + 1, ... and tells each through `out` once it is acknowledged.
[[noreturn]] void write_until_killed(const fs::path& spool, const http::Endpoint& endpoint,
                                     const std::string& database, int first, int out) {
  const Client client(endpoint, database);
  const auto writer = Writer::open(spool, client);
  if (!writer) ::_exit(1);
  for (int each = first;; ++each) {
    if (!(*writer)->write(batch_of(each))) ::_exit(2);
    if (::write(out, &each, sizeof each) != sizeof each) ::_exit(3);
  }
}

TEST_F(WriterTest, TheWriterKilledAmidBatchesLosesAndRepeatsNothing) {
  std::mt19937 random(11);
  int next = 0;
  for (int round = 0; round < 10; ++round) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      ::close(ends[0]);
      write_until_killed(spool_, engine_.endpoint(), client_.database(), next, ends[1]);
    }
    ::close(ends[1]);
    std::this_thread::sleep_for(std::chrono::milliseconds(50 + random() % 400));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "it ended by itself: " << WEXITSTATUS(status);
    int acknowledged = 0;
    while (::read(ends[0], &acknowledged, sizeof acknowledged) == sizeof acknowledged) {
      EXPECT_EQ(acknowledged, next++);
    }
    ::close(ends[0]);
  }
  EXPECT_GT(next, 10);
  auto writer = opened();
  // The batch that was under way when its writer died is written again by whoever had it.
  for (int each = 0; each <= next; ++each) ASSERT_TRUE(writer->write(batch_of(each)));
  expect_flushed(*writer);
  expect_exactly(next + 1);
}

}  // namespace
}  // namespace backstamp::hunting
