// Mail that nobody here wrote, where it is at hand: each message is read within bounds, and what is
// read of the ones that come with an expected parse agrees with it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "message/encoded_word.h"
#include "message/facts_json.h"
#include "message/mbox.h"
#include "message/network_message_id.h"
#include "message/parse.h"

namespace backstamp::message {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t file_bytes_max = 64ull << 20;

// The unpacked mail, laid out once for all runs; nothing where there is none.
std::optional<fs::path> mail_folder() {
  const fs::path unpack = fs::path(SHARED_DATA) / "unpack";
  if (!fs::exists(unpack)) return std::nullopt;
  const fs::path folder = fs::temp_directory_path() / "backstamp-shared-data";
  if (!make_folder(folder)) return std::nullopt;
  for (;;) {
    if (const auto lock = FileLock::take(folder.string() + ".lock")) {
      const std::string command = "'" + unpack.string() + "' '" + folder.string() + "'";
      if (std::system(command.c_str()) != 0) return std::nullopt;
      return folder / "mail";
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
}

class RealMailTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto folder = mail_folder();
    if (!folder) GTEST_SKIP() << "no shared data beside this checkout";
    folder_ = *folder;
  }
  fs::path folder_;
};

void expect_sound(std::string_view bytes, const std::string& name) {
  const Facts facts = parse(bytes, {});
  const Limits limits;
  EXPECT_LE(facts.visible_text.size(), limits.text_bytes_max) << name;
  EXPECT_LE(facts.attachments.size(), limits.parts_max) << name;
  EXPECT_LE(facts.urls.size(), limits.urls_max) << name;
  EXPECT_EQ(facts.size, bytes.size()) << name;
  // nlohmann throws at what is not UTF-8.
  EXPECT_NO_THROW(to_json(facts)) << name;
}

TEST_F(RealMailTest, EveryFileIsRead) {
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
    if (!entry.is_regular_file()) continue;
    const auto bytes = read_file(entry.path(), file_bytes_max);
    ASSERT_TRUE(bytes) << entry.path();
    expect_sound(*bytes, entry.path().string());
    ++files;
  }
  EXPECT_GT(files, 10'000U);
}

TEST_F(RealMailTest, MailingListsAreSplitIntoTheirMessages) {
  std::uint64_t messages = 0;
  for (const auto& entry : fs::directory_iterator(folder_ / "r-mailing-lists")) {
    if (entry.path().extension() != ".mbox") continue;
    std::uint64_t odd = 0;
    const auto count =
        for_each_message(entry.path(), {}, [&](std::string_view bytes, std::uint64_t) {
          const Facts facts = parse(bytes, {});
          odd += facts.headers.contains("from") ? 0 : 1;
          return true;
        });
    ASSERT_TRUE(count) << count.error().what;
    EXPECT_EQ(odd, 0U) << entry.path();
    messages += *count;
  }
  EXPECT_EQ(messages, 8'468U);
}

TEST_F(RealMailTest, LineEndsAndTransportDoNotChangeTheId) {
  for (const auto& entry : fs::recursive_directory_iterator(folder_ / "deltachat")) {
    if (!entry.is_regular_file()) continue;
    std::string bytes = read_file(entry.path(), file_bytes_max).value();
    std::erase(bytes, '\r');
    std::string crlf = "Received: from a by b; now\r\nX-Spam-Status: No\r\n";
    for (const char c : bytes) crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
    if (read_header_block(bytes).fields.empty() || !looks_like_message(bytes)) continue;
    if (bytes.starts_with("From ") || bytes.starts_with('\n')) continue;
    EXPECT_EQ(network_message_id(bytes), network_message_id(crlf)) << entry.path();
  }
}

using Json = nlohmann::json;

struct Agreement {
  int compared = 0;
  int agreed = 0;
  void add(bool equal) {
    ++compared;
    agreed += equal ? 1 : 0;
  }
  double share() const { return compared == 0 ? 0.0 : static_cast<double>(agreed) / compared; }
};

// The value of a header in the expected parse, null when it is not there.
Json expected_header(const Json& expected, std::string_view name) {
  for (const Json& header : expected["parts"][0]["headers"]) {
    if (header["name"].is_string() && header["name"] == name) return header["value"];
  }
  return nullptr;
}

std::string single_blanks(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c != ' ' || !result.ends_with(' ')) result += c;
  }
  return std::string(trim(result));
}

struct Agreements {
  Agreement subject, from, attachments;

  void compare(const Json& expected, const Facts& facts) {
    const Json title = expected_header(expected, "subject");
    if (title.is_object() && title.contains("Text")) {
      subject.add(single_blanks(title["Text"]) == single_blanks(facts.subject.str()));
    }
    const Json sender = expected_header(expected, "from");
    if (sender.is_object() && sender["Address"].contains("List")) {
      const Json& address = sender["Address"]["List"][0]["address"];
      if (address.is_string()) {
        from.add(ascii_equal(address.get<std::string>(), facts.sender.from.address.view()));
      }
    }
    const auto own = std::ranges::count_if(
        facts.attachments, [](const Attachment& attachment) { return attachment.depth == 0; });
    attachments.add(expected["attachments"].size() == static_cast<std::size_t>(own));
  }
};

// Where they differ, this reader differs on purpose: it repairs windows-1252 in raw headers, and
// takes all unnamed text parts for body, not for attachments.
TEST_F(RealMailTest, AgreesWithExpectedParses) {
  Agreements agreements;
  const fs::path base = folder_ / "stalwart-mail-parser";
  for (const auto& entry : fs::recursive_directory_iterator(base / "expected")) {
    if (entry.path().extension() != ".json") continue;
    fs::path mail = base / fs::relative(entry.path(), base / "expected");
    const auto bytes = read_file(mail.replace_extension(".eml"), file_bytes_max);
    const auto json = read_file(entry.path(), file_bytes_max);
    if (!bytes || !json) continue;
    const Json expected = Json::parse(*json, nullptr, false);
    if (!expected.is_discarded()) agreements.compare(expected, parse(*bytes, {}));
  }
  EXPECT_GE(agreements.subject.compared, 79);
  EXPECT_GE(agreements.subject.share(), 0.93);
  EXPECT_GE(agreements.from.share(), 0.97);
  EXPECT_GE(agreements.attachments.share(), 0.83);
}

}  // namespace
}  // namespace backstamp::message
