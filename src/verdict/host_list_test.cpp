#include "verdict/host_list.h"

#include <gtest/gtest.h>

#include "verdict/random_label.h"

namespace backstamp::verdict {
namespace {

TEST(HostList, CoversNamesAndThoseBelow) {
  const auto list = HostList::read("# a list\na.example\n\nb.example/path\n");
  ASSERT_TRUE(list);
  EXPECT_EQ(list->size(), 2u);
  EXPECT_TRUE(list->covers("a.example"));
  EXPECT_TRUE(list->covers("x.a.example"));
  EXPECT_FALSE(list->covers("xa.example"));
  EXPECT_FALSE(list->covers(""));
  EXPECT_FALSE(list->covers_below("a.example"));
  EXPECT_TRUE(list->covers_below("x.a.example"));
  EXPECT_FALSE(list->covers("b.example"));
  EXPECT_TRUE(list->covers_url("b.example", "b.example/path?q=1"));
  EXPECT_FALSE(list->covers_url("b.example", "b.example/other"));
}

TEST(HostList, RefusesWhatIsNoHost) {
  for (const char* bad : {"A.example", "a example", ".example", "a.", "a/", "a\na", "*.example"}) {
    EXPECT_FALSE(HostList::read(bad)) << bad;
  }
}

TEST(HostList, FilesAreRead) {
  for (const char* name :
       {"risky_zones", "free_hosting", "blog_hosting", "link_shorteners", "click_redirectors",
        "default_tenants", "program_extensions", "command_interpreters"}) {
    EXPECT_GT(host_list(name).size(), 10u) << name;
  }
}

TEST(RandomLabel, IsToldFromWords) {
  for (const char* random : {"a1b2c3d4e5", "deadbeef42", "xkqtrvwz", "bcdfghklmn"}) {
    EXPECT_TRUE(looks_random(random)) << random;
  }
  for (const char* word : {"supplier", "stadtwerke", "mail2", "web-04", "newyorktimes",
                           "wetransfer", "xn--mller-kva", "", "h4x0r"}) {
    EXPECT_FALSE(looks_random(word)) << word;
  }
}

}  // namespace
}  // namespace backstamp::verdict
