#include "message/mbox.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/uuid.h"

namespace backstamp::message {
namespace {

const std::string line = "From a@b.example Tue Nov 24 03:53:03 2026\n";

class MboxTest : public testing::Test {
 protected:
  std::filesystem::path path_ =
      std::filesystem::temp_directory_path() / ("mbox-" + Uuid::random().text());
  void TearDown() override { std::filesystem::remove(path_); }

  std::vector<std::string> split(const std::string& mbox, const Limits& limits = {}) {
    std::vector<std::string> messages;
    EXPECT_TRUE(write_file(path_, mbox));
    const auto count =
        for_each_message(path_, limits, [&](std::string_view bytes, std::uint64_t offset) {
          EXPECT_EQ(mbox.compare(offset, 5, "From "), 0);
          messages.emplace_back(bytes);
          return true;
        });
    EXPECT_TRUE(count) << count.error().what;
    EXPECT_EQ(count.value_or(0), messages.size());
    return messages;
  }
};

TEST_F(MboxTest, Splits) {
  using Messages = std::vector<std::string>;
  const struct {
    std::string mbox;
    Messages messages;
  } cases[] = {
      {"", {}},
      {line + "A: 1\n\nx\n\n" + line + "A: 2\n\ny\n\n", {"A: 1\n\nx\n", "A: 2\n\ny\n"}},
      // CRLF, and no empty line at the end.
      {"From a Tue Nov 24 03:53:03 2026\r\nA: 1\r\n\r\nx\r\n\r\n"
       "From b Tue Nov 24 03:53:03 2026\r\nA: 2\r\n\r\ny\r\n",
       {"A: 1\r\n\r\nx\r\n", "A: 2\r\n\r\ny\r\n"}},
      // Prose, a quoted line, a separator without an empty line before it, one without a header.
      {line +
           "A: 1\n\nFrom here on\n\nFrom Monday to Friday\n\n>From a Tue Nov 24 03:53:03 "
           "2026\nx\n" +
           line + "A: 2\n\n" + line + "Dear all,\n",
       {"A: 1\n\nFrom here on\n\nFrom Monday to Friday\n\n>From a Tue Nov 24 03:53:03 2026\nx\n" +
        line + "A: 2\n\n" + line + "Dear all,\n"}},
      // Content-Length is believed when a separator stands there, and not when none does.
      {line + "Content-Length: 54\n\n\n" + line + "A: inside\n\n" + "\n" + line + "A: 2\n\n",
       {"Content-Length: 54\n\n\n" + line + "A: inside\n\n", "A: 2\n"}},
      {line + "Content-Length: 999\n\nx\n\n" + line + "A: 2\n\ny\n",
       {"Content-Length: 999\n\nx\n", "A: 2\n\ny\n"}},
      {line + "Content-Length: 2\n\nlonger than said\n\n" + line + "A: 2\n\ny\n",
       {"Content-Length: 2\n\nlonger than said\n", "A: 2\n\ny\n"}},
      {"From name at host.example  Thu Apr  1 12:00:00 2010\nA: 1\n\nx\n", {"A: 1\n\nx\n"}},
      {line + "\n" + line + "A: 2\n\ny", {"\n", "A: 2\n\ny"}},
  };
  for (const auto& expected : cases) EXPECT_EQ(split(expected.mbox), expected.messages);
}

TEST_F(MboxTest, CutsWhatIsTooLarge) {
  Limits limits;
  limits.bytes_max = 100;
  const auto messages = split(
      line + "A: 1\n\n" + std::string(5'000'000, 'x') + "\n\n" + line + "A: 2\n\ny\n", limits);
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages[0].size(), 101U);
  EXPECT_EQ(messages[1], "A: 2\n\ny\n");
}

TEST_F(MboxTest, StopsWhenAsked) {
  ASSERT_TRUE(write_file(path_, line + "A: 1\n\n" + line + "A: 2\n\n"));
  int calls = 0;
  const auto count = for_each_message(path_, {}, [&](std::string_view, std::uint64_t) {
    ++calls;
    return false;
  });
  EXPECT_TRUE(count);
  EXPECT_EQ(calls, 1);
}

TEST_F(MboxTest, RefusesWhatIsNone) {
  ASSERT_TRUE(write_file(path_, "Subject: a single message\n\nbody\n"));
  const auto use = [](std::string_view, std::uint64_t) { return true; };
  EXPECT_EQ(for_each_message(path_, {}, use).error().fault, Fault::invalid);
  EXPECT_EQ(for_each_message("/nonexistent/mbox", {}, use).error().fault, Fault::not_found);
}

TEST(Separator, IsStrict) {
  for (const std::string_view yes :
       {"From a@b.example Tue Nov 24 03:53:03 2026", "From a@b Thu Jan  1 00:00:00 1970\r\n",
        "From - Tue Nov 24 03:53:03 2026", "From name at host  Thu Apr  1 12:00:00 2010",
        "From Name Last <a@b.example>  Tue Apr  1 09:28:56 1997",
        "From a@b Tue Nov 24 03:53:03 GMT 2026", "From a@b Tue Nov 24 03:53 2026 +0100",
        "From a@b Tue Nov 24 03:53:03 2026 remote from host"}) {
    EXPECT_TRUE(is_separator(yes)) << yes;
  }
  for (const std::string_view no :
       {"", "From ", "From here on", "From a@b", "From Mon to Fri",
        ">From a Tue Nov 24 03:53:03 2026", "From: a@b Tue Nov 24 03:53:03 2026",
        "From a@b Tue Nov 24 2026", "from a@b Tue Nov 24 03:53:03 2026"}) {
    EXPECT_FALSE(is_separator(no)) << no;
  }
}

}  // namespace
}  // namespace backstamp::message
