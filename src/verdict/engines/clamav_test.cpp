#include "verdict/engines/clamav.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "http/socket.h"

namespace backstamp::verdict {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(ClamdReply, SaysWhatWasFound) {
  struct Row {
    std::string reply, rule, detail;
  };
  for (const Row& row :
       {Row{"stream: Win.Test.EICAR_HDB-1 FOUND", "clamav_found", "Win.Test.EICAR_HDB-1"},
        Row{"stream: My.Own.UNOFFICIAL FOUND\n", "clamav_found", "My.Own.UNOFFICIAL"},
        Row{"stream: Email.Phishing.Bank-7 FOUND", "clamav_phish", "Email.Phishing.Bank-7"},
        Row{"stream: Heuristics.Phishing.Email.SpoofedDomain FOUND", "clamav_phish_guess",
            "SpoofedDomain"},
        Row{"stream: Heuristics.OLE2.ContainsMacros FOUND", "clamav_guess", "ContainsMacros"},
        Row{"stream: PUA.Win.Packer FOUND", "clamav_guess", "PUA.Win.Packer"},
        Row{"stream: \xff\xfe FOUND", "clamav_found", "\xef\xbf\xbd"}}) {
    const auto opinion = read_clamd_reply(row.reply);
    ASSERT_TRUE(opinion) << row.reply;
    ASSERT_EQ(opinion->reasons.size(), 1u) << row.reply;
    EXPECT_EQ(opinion->reasons.front().rule, row.rule) << row.reply;
    EXPECT_THAT(opinion->reasons.front().detail.str(), HasSubstr(row.detail));
  }
}

TEST(ClamdReply, NothingFoundIsAnOpinionToo) {
  const auto opinion = read_clamd_reply("stream: OK");
  ASSERT_TRUE(opinion);
  EXPECT_THAT(opinion->reasons, IsEmpty());
}

TEST(ClamdReply, ALimitIsAGapAndNoFinding) {
  const auto opinion = read_clamd_reply("stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND");
  ASSERT_TRUE(opinion);
  EXPECT_THAT(opinion->reasons, IsEmpty());
  EXPECT_THAT(opinion->gaps.front(), HasSubstr("MaxFileSize"));
}

TEST(ClamdReply, WhatIsNoOpinionIsAnError) {
  EXPECT_EQ(read_clamd_reply("INSTREAM size limit exceeded. ERROR").error().fault, Fault::limit);
  for (const char* reply : {"", "stream: ", "stream: FOUND", "stream:  FOUND", "OK", "FOUND",
                            "COMMAND READ TIMED OUT", "stream: Can't allocate memory ERROR"}) {
    const auto opinion = read_clamd_reply(reply);
    ASSERT_FALSE(opinion) << reply;
    EXPECT_THAT(opinion.error().what, HasSubstr("clamd says")) << reply;
  }
}

// Takes one connection, reads `bytes_max` at most, says `reply` and closes.
class FakeClamd {
 public:
  FakeClamd(std::size_t bytes_max, std::string reply)
      : listening_(*http::listen_on(http::TcpEndpoint{"127.0.0.1", 0})),
        thread_([this, bytes_max, said = std::move(reply)] {
          pollfd client{.fd = listening_.fd.get(), .events = POLLIN, .revents = 0};
          ::poll(&client, 1, 20'000);
          const int fd = ::accept(listening_.fd.get(), nullptr, nullptr);
          http::Socket socket{Fd(fd)};
          const Deadline deadline = deadline_in(Duration(20'000));
          std::vector<char> room(64 * 1024);
          while (taken.size() < bytes_max) {
            const auto got = socket.read(room, deadline);
            if (!got || *got == 0) break;
            taken.append(room.data(), *got);
            if (taken.ends_with("\0\0\0\0"s)) break;
          }
          EXPECT_TRUE(socket.write(said, deadline));
          socket.end_writing();
          // What is still to come is taken, so that closing does not reset the connection.
          while (socket.read(room, deadline).value_or(0) > 0) {
          }
        }) {}
  http::Endpoint endpoint() const { return listening_.endpoint; }
  void wait() { thread_.join(); }

  std::string taken;

 private:
  http::Listening listening_;
  std::jthread thread_;
};

Result<Opinion> ask(const http::Endpoint& clamd, std::string bytes) {
  Inquiry inquiry;
  inquiry.bytes = std::move(bytes);
  return make_clamav(clamd)->examine(inquiry, deadline_in(Duration(20'000)), {});
}

TEST(ClamAv, SendsTheMessageInChunks) {
  FakeClamd clamd(1'000'000, "stream: Bad FOUND\0"s);
  const std::string bytes(200'000, 'x');
  const auto opinion = ask(clamd.endpoint(), bytes);
  clamd.wait();
  ASSERT_TRUE(opinion) << opinion.error().what;
  EXPECT_EQ(opinion->reasons.size(), 1u);
  EXPECT_EQ(clamd.taken, "zINSTREAM\0\0\2\0\0"s + bytes.substr(0, 131'072) + "\0\1\x0d\x40"s +
                             bytes.substr(131'072) + "\0\0\0\0"s);
}

TEST(ClamAv, SaysWhenTheMessageIsTooLarge) {
  FakeClamd clamd(10'000, "INSTREAM size limit exceeded. ERROR\0"s);
  const auto opinion = ask(clamd.endpoint(), std::string(400'000, 'x'));
  ASSERT_FALSE(opinion);
  EXPECT_THAT(opinion.error().what, HasSubstr("StreamMaxLength"));
}

TEST(ClamAv, AClosedConnectionIsAnError) {
  FakeClamd clamd(1, "");
  const auto opinion = ask(clamd.endpoint(), "x");
  ASSERT_FALSE(opinion);
  EXPECT_EQ(opinion.error().fault, Fault::unavailable);
  EXPECT_THAT(opinion.error().what, HasSubstr("closed without a reply"));
}

TEST(ClamAv, SaysWhereItWasLookedFor) {
  const auto opinion = ask(http::UnixEndpoint{"/nonexistent/clamd.ctl"}, "x");
  ASSERT_FALSE(opinion);
  EXPECT_THAT(opinion.error().what, HasSubstr("/nonexistent/clamd.ctl: cannot connect"));
}

}  // namespace
}  // namespace backstamp::verdict
