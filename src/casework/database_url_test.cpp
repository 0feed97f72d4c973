#include "casework/database_url.h"

#include <gmock/gmock.h>

#include "casework/store.h"

namespace backstamp::casework {
namespace {

TEST(DatabaseUrl, ReadsSqlitePaths) {
  const auto url = database_url("sqlite:///var/lib/backstamp/cases.db");
  ASSERT_TRUE(url);
  EXPECT_FALSE(url->postgresql);
  EXPECT_EQ(url->path, "/var/lib/backstamp/cases.db");
  EXPECT_EQ(url->shown, "/var/lib/backstamp/cases.db");
}

TEST(DatabaseUrl, RefusesWhatItCannotUse) {
  for (const std::string_view wrong : {"", "cases.db", "sqlite://cases.db", "sqlite:///folder/",
                                       "sqlite:///a\"b.db", "mysql://host/db", "postgresql:host"}) {
    const auto url = database_url(wrong);
    ASSERT_FALSE(url) << wrong;
    EXPECT_EQ(url.error().fault, Fault::invalid);
  }
}

TEST(DatabaseUrl, ShowsNoSecret) {
  for (const auto& [given, shown] :
       {std::pair{"postgresql://ben:hush@db.example.org/cases",
                  "postgresql://db.example.org/cases"},
        {"postgres://ben:h@sh@db:5433/cases?sslmode=require", "postgres://db:5433/cases"},
        {"postgresql:///cases?host=/run&password=hush", "postgresql:///cases"}}) {
    const auto url = database_url(given);
    ASSERT_TRUE(url);
    EXPECT_EQ(url->shown, shown);
    EXPECT_TRUE(url->connect.starts_with(given));
  }
}

TEST(DatabaseUrl, KeepsTheAdministratorsParameters) {
  const auto url = database_url("postgresql://db/cases?connect_timeout=3");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->connect.find("connect_timeout=10"), std::string::npos);
  EXPECT_NE(url->connect.find("&application_name=backstamp"), std::string::npos);
}

TEST(DatabaseUrl, ErrorsOfTheDriverHoldNoSecret) {
  for (const std::string_view unreachable :
       {"postgresql://ben:hush@127.0.0.1:1/cases", "postgresql://ben:hush@[/cases",
        "postgresql://ben:hush@127.0.0.1:nonsense/cases",
        "postgresql://127.0.0.1:1/cases?password=hush&nonsense=1", "postgresql://ben:hush@h/%zz"}) {
    const auto store = Store::open(unreachable);
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().fault, Fault::unavailable) << store.error().what;
    EXPECT_EQ(store.error().what.find("hush"), std::string::npos) << store.error().what;
    EXPECT_EQ(store.error().what.find('\n'), std::string::npos) << store.error().what;
  }
}

}  // namespace
}  // namespace backstamp::casework
