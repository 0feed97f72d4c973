#include "hunting/engine/query.h"

#include <gtest/gtest.h>

namespace backstamp::hunting::engine {
namespace {

TEST(Query, ReadsTheInterfacesParameters) {
  const auto query = read_query(http::Request{
      .method = "POST",
      .target = "/?query=INSERT%20INTO%20t%20FORMAT%20CSV&database=d&param_x=1%5Ct&query_id=q"
                "&default_format=JSON&max_threads=2&readonly=1&user=u&compress=0",
      .body = "1,2"});
  ASSERT_TRUE(query) << query.error().text;
  EXPECT_EQ(query->sql, "INSERT INTO t FORMAT CSV\n1,2");
  EXPECT_EQ(query->database, "d");
  EXPECT_EQ(query->id, "q");
  EXPECT_EQ(query->default_format, "JSON");
  EXPECT_EQ(query->parameters, (http::Parameters{{"x", "1\\t"}}));
  EXPECT_EQ(query->settings, (Settings{{"max_threads", "2"}, {"readonly", "1"}}));
  EXPECT_FALSE(query->read_only);
}

TEST(Query, HeaderFieldsAndParametersMeanTheSame) {
  const auto query = read_query(
      http::Request{.target = "/?query=SELECT+1",
                    .fields = {{"X-ClickHouse-Format", "CSV"}, {"X-ClickHouse-Database", "d"}}});
  ASSERT_TRUE(query);
  EXPECT_TRUE(query->read_only);
  EXPECT_EQ(query->default_format, "CSV");
  EXPECT_EQ(query->database, "d");
  EXPECT_EQ(query->id.size(), 36U);
}

TEST(Query, RefusesWhatItCanNotDo) {
  const std::vector<std::pair<std::string, int>> cases{{"/?session_id=x", code::not_implemented},
                                                       {"/?compress=1", code::not_implemented},
                                                       {"/?a%20b=1", code::bad_arguments},
                                                       {"/?a=%", code::bad_arguments}};
  for (const auto& [target, expected] : cases) {
    const auto query = read_query(http::Request{.target = target});
    ASSERT_FALSE(query) << target;
    EXPECT_EQ(query.error().code, expected) << target;
  }
}

TEST(Exception, IsReadAsTheServerWritesIt) {
  const auto plain = read_exception("Code: 60. DB::Exception: No table. (UNKNOWN_TABLE)");
  EXPECT_EQ(plain.code, 60);
  EXPECT_EQ(plain.text, "Code: 60. DB::Exception: No table. (UNKNOWN_TABLE)");
  const auto layered = read_exception(
      "Code: 115. DB::Exception: Code: 115. DB::Exception: Unknown setting. (UNKNOWN_SETTING) "
      "(version 26.5.1.1). (UNKNOWN_SETTING)");
  EXPECT_EQ(layered.code, 115);
  EXPECT_EQ(layered.text, "Code: 115. DB::Exception: Unknown setting. (UNKNOWN_SETTING)");
  EXPECT_EQ(read_exception("something else").code, code::std_exception);
  EXPECT_EQ(read_exception("Code: 9999999999999. x").code, code::std_exception);
}

TEST(Exception, MapsToTheStatusesOfClickHouse) {
  const std::vector<std::pair<int, int>> cases{{60, 404},  {62, 400}, {115, 404}, {241, 500},
                                               {159, 408}, {48, 501}, {202, 503}, {164, 500},
                                               {516, 403}, {27, 400}};
  for (const auto& [number, status] : cases) EXPECT_EQ(http_status_of(number), status) << number;
}

}  // namespace
}  // namespace backstamp::hunting::engine
