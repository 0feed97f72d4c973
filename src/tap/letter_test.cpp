#include "tap/letter.h"

#include <gtest/gtest.h>

#include "message/network_message_id.h"
#include "message/parse.h"
#include "tap/arrival.h"

namespace backstamp::tap {
namespace {

TEST(Letter, IsTheMessageToTheByte) {
  const std::string odd("\0\xff", 2);
  Letter letter(1'000);
  letter.add_header("Subject", " one\n\ttwo");
  letter.add_header("X-Bare", "");
  letter.add_header("X-Both", " a\r\n b");
  letter.end_header();
  letter.add_body("Hello.\r\n");
  letter.add_body(odd);
  EXPECT_EQ(letter.bytes(),
            "Subject: one\r\n\ttwo\r\nX-Bare:\r\nX-Both: a\r\n b\r\n\r\nHello.\r\n" + odd);
  EXPECT_EQ(letter.body(), "Hello.\r\n" + odd);
  EXPECT_FALSE(letter.too_large());
}

TEST(Letter, KeepsNoMoreThanItMay) {
  Letter letter(100);
  letter.add_header("Subject", " one");
  letter.end_header();
  for (int i = 0; i < 1'000; ++i) letter.add_body("0123456789");
  EXPECT_TRUE(letter.too_large());
  EXPECT_LE(letter.bytes().size(), 102U);
}

TEST(EnvelopeAddress, IsReadInEveryForm) {
  EXPECT_EQ(envelope_address("<A.b@C.Example>").str(), "A.b@c.example");
  EXPECT_EQ(envelope_address("a@b.example").str(), "a@b.example");
  EXPECT_EQ(envelope_address("<>").str(), "");
  EXPECT_EQ(envelope_address("postmaster").str(), "postmaster");
}

TEST(Arrival, SurvivesItsFile) {
  Arrival arrival;
  arrival.at = Time(std::chrono::milliseconds(1'790'000'000'123));
  arrival.queue_id = Text::trusted("4ABC");
  arrival.client_ip = Text::trusted("192.0.2.7");
  arrival.helo = Text::trusted("out.\"example\"\n");
  arrival.signed_in_as = Text::trusted("anna");
  arrival.mail_from = Text::trusted("eve@outside.test");
  arrival.recipients = {Text::trusted("a@b.example"), Text::trusted("ü@b.example")};
  arrival.held = true;
  arrival.letter = "From: a@b\r\n\r\nx\n" + std::string("\0\xff", 2);
  const Arrival again = arrival_from_item(to_item(arrival)).value();
  EXPECT_EQ(to_item(again), to_item(arrival));
  EXPECT_EQ(again.letter, arrival.letter);
  EXPECT_EQ(again.recipients, arrival.recipients);
  for (const char* wrong : {"", "{}", "{}\n", "x\ny", "{\"at\":1}\n"}) {
    EXPECT_EQ(arrival_from_item(wrong).error().fault, Fault::corrupt) << wrong;
  }
}

TEST(Arrival, ReadsAsDeliveredMailDoes) {
  Arrival arrival;
  arrival.at = Time(std::chrono::milliseconds(1'790'000'000'000));
  arrival.client_ip = Text::trusted("192.0.2.7");
  arrival.helo = Text::trusted("out.example\nX-Forged: yes");
  arrival.mail_from = Text::trusted("eve@outside.test");
  arrival.letter = "From: a@b.example\r\nSubject: x\r\n\r\nHello.\r\n";
  const message::Facts facts = message::parse(as_delivered(arrival), {});
  EXPECT_EQ(facts.network_message_id, message::network_message_id(arrival.letter));
  EXPECT_EQ(facts.sender.ip.str(), "192.0.2.7");
  EXPECT_EQ(facts.sender.mail_from.str(), "eve@outside.test");
  EXPECT_EQ(facts.received, arrival.at);
  EXPECT_FALSE(facts.headers.contains("x-forged"));
}

}  // namespace
}  // namespace backstamp::tap
