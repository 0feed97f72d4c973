// The client, the schema and the writer against a real engine.
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/uuid.h"
#include "hunting/client.h"
#include "hunting/engine/test_engine.h"
#include "hunting/schema.h"
#include "hunting/spool.h"
#include "hunting/table_spec.h"
#include "hunting/writer.h"

namespace backstamp::hunting {
namespace {

using namespace std::chrono_literals;

Query query(std::string sql) { return {.sql = std::move(sql), .parameters = {}, .settings = {}}; }
Deadline soon() { return deadline_in(30s); }

class StoreTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!engine_.ready()) GTEST_SKIP() << engine_.why_not();
    const Client base(engine_.endpoint(), "default");
    name_ = "t" + Uuid::random().text().substr(0, 8);
    ASSERT_TRUE(base.execute(query("CREATE DATABASE " + name_), soon()));
    client_ = std::make_unique<Client>(engine_.endpoint(), name_);
    const auto migrated = migrate(*client_, {});
    ASSERT_TRUE(migrated) << migrated.error().what;
    spool_ = std::filesystem::path(testing::TempDir()) / name_;
  }
  void TearDown() override { std::filesystem::remove_all(spool_); }

  Batch batch(int number) const {
    const std::string id = "b" + std::to_string(number);
    return {
        .id = id,
        .tables = {{"UrlClickEvents",
                    "{\"Timestamp\":\"2026-01-02T03:04:05.678Z\",\"Url\":\"" + id + "\"}\n", 1}}};
  }
  std::int64_t clicks(const std::string& what = "count()") const {
    const auto rows = client_->query(query("SELECT " + what + " AS N FROM UrlClickEvents"), soon());
    return rows ? rows->integer(0, "N") : -1;
  }

  engine::TestEngine engine_;
  std::string name_;
  std::unique_ptr<Client> client_;
  std::filesystem::path spool_;
};

TEST_F(StoreTest, BoundValuesComeBackAsTheyWere) {
  std::string every_byte;
  for (int c = 0; c < 128; ++c) every_byte += static_cast<char>(c);
  const std::string long_text(20'000, '\'');
  for (const std::string& text :
       {std::string(), std::string("a'b\\c\td\ne\"f"), std::string("gr\xc3\xbc\xc3\x9f"),
        every_byte, long_text, std::string("\\N"), std::string("{x:String}")}) {
    Query asked = query("SELECT {x:String} AS X, length({x:String}) AS L");
    asked.parameters["x"] = text_parameter(text);
    const auto rows = client_->query(asked, soon());
    ASSERT_TRUE(rows) << rows.error().what;
    EXPECT_EQ(rows->text(0, "X"), text);
    EXPECT_EQ(rows->integer(0, "L"), static_cast<std::int64_t>(text.size()));
  }
}

TEST_F(StoreTest, ListsOfAnyLengthAreBound) {
  for (const int length : {0, 1, 3, 5'000}) {
    std::vector<std::string> texts;
    for (int i = 0; i < length; ++i) texts.push_back("it's \\ " + std::to_string(i) + "\n");
    Query asked =
        query("SELECT length({x:Array(String)}) AS L, has({x:Array(String)}, {y:String}) AS H");
    asked.parameters["x"] = array_parameter(texts);
    asked.parameters["y"] = text_parameter("it's \\ 0\n");
    const auto rows = client_->query(asked, soon());
    ASSERT_TRUE(rows) << rows.error().what;
    EXPECT_EQ(rows->integer(0, "L"), length);
    EXPECT_EQ(rows->integer(0, "H"), length > 0 ? 1 : 0);
  }
}

TEST_F(StoreTest, NullTimesAndFaults) {
  const auto rows = client_->query(
      query("SELECT NULL AS N, toDateTime64('2026-01-02 03:04:05.678', 3, 'UTC') AS T"), soon());
  ASSERT_TRUE(rows) << rows.error().what;
  EXPECT_TRUE(rows->is_null(0, "N"));
  EXPECT_EQ(rfc3339(rows->time(0, "T")), "2026-01-02T03:04:05.678Z");
  EXPECT_EQ(client_->query(query("SELECT nonsense"), soon()).error().fault, Fault::invalid);
  Query slow =
      query("SELECT count() FROM numbers(100000000000) WHERE NOT ignore(sipHash64(number))");
  slow.settings["max_execution_time"] = "1";
  EXPECT_EQ(client_->query(slow, soon()).error().fault, Fault::timeout);
  const Client nobody(http::UnixEndpoint{"/nonexistent/x.sock"}, "default");
  EXPECT_EQ(nobody.ping(soon()).error().fault, Fault::unavailable);
}

TEST_F(StoreTest, MigratesAgainAndRefusesANewerStore) {
  EXPECT_TRUE(migrate(*client_, {.retention = std::chrono::days(90)}));
  EXPECT_TRUE(migrate(*client_, {}));
  ASSERT_TRUE(client_->execute(
      query("INSERT INTO BackstampSchema (Version, RetentionDays) SELECT 99, 30"), soon()));
  const auto refused = migrate(*client_, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::conflict);
}

TEST_F(StoreTest, WritesOnceWhateverIsRepeated) {
  auto writer = Writer::open(spool_, *client_);
  ASSERT_TRUE(writer);
  for (const int number : {1, 2, 2, 1}) ASSERT_TRUE((*writer)->write(batch(number)));
  const auto flushed = (*writer)->flush(soon());
  ASSERT_TRUE(flushed) << flushed.error().what;
  EXPECT_EQ(clicks(), 2);
  EXPECT_EQ((*writer)->pending().batches, 0u);
  EXPECT_FALSE((*writer)->write({.id = "no/name", .tables = {}}));
}

TEST_F(StoreTest, HoldsWhatItCannotDeliver) {
  if (engine_.is_external()) GTEST_SKIP() << "needs an engine that can be killed";
  auto writer = Writer::open(spool_, *client_);
  ASSERT_TRUE(writer);
  for (int number = 0; number < 60; ++number) {
    ASSERT_TRUE((*writer)->write(batch(number)));
    if (number == 20) engine_.kill();
  }
  EXPECT_EQ((*writer)->flush(deadline_in(200ms)).error().fault, Fault::unavailable);
  writer->reset();
  engine_.restart();
  ASSERT_TRUE(engine_.ready()) << engine_.why_not();
  writer = Writer::open(spool_, *client_);
  ASSERT_TRUE(writer);
  const auto flushed = (*writer)->flush(soon());
  ASSERT_TRUE(flushed) << flushed.error().what;
  EXPECT_EQ(clicks(), 60);
  EXPECT_EQ(clicks("uniqExact(Url)"), 60);
}

TEST_F(StoreTest, SetsDamagedBatchesAside) {
  ASSERT_TRUE(make_folder(spool_));
  ASSERT_TRUE(write_spool_file(spool_path(spool_, 1), batch(1)));
  ASSERT_TRUE(write_spool_file(spool_path(spool_, 2), batch(2)));
  std::filesystem::resize_file(spool_path(spool_, 1),
                               std::filesystem::file_size(spool_path(spool_, 1)) - 3);
  auto writer = Writer::open(spool_, *client_);
  ASSERT_TRUE(writer);
  ASSERT_TRUE((*writer)->flush(soon()));
  EXPECT_EQ(clicks(), 1);
  EXPECT_TRUE(std::filesystem::exists(spool_path(spool_, 1).string() + ".damaged"));
}

TEST_F(StoreTest, SpoolHasABound) {
  auto writer = Writer::open(spool_, *client_, {.spool_bytes_max = 10});
  ASSERT_TRUE(writer);
  EXPECT_EQ((*writer)->write(batch(1)).error().fault, Fault::limit);
}

TEST(TableSpec, RefusesWhatIsWrong) {
  EXPECT_EQ(table_specs().size(), 9u);
  for (const char* json :
       {"", "{}", R"({"name":"A b","meaning":"x","partition_by":"x","columns":[]})",
        R"({"name":"A","meaning":"x","order_by":["x"],"columns":[{"name":"x"}]})"}) {
    EXPECT_FALSE(parse_table_spec(json)) << json;
  }
}

}  // namespace
}  // namespace backstamp::hunting
