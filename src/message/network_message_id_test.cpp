#include "message/network_message_id.h"

#include <gtest/gtest.h>

#include <string>

namespace backstamp::message {
namespace {

const std::string header = "From: a@b.example\nSubject: one\n two\nMessage-ID: <1@b.example>\n";
const std::string body = "Dear all,\n\nFrom here on:\n>>From there\nbye\n";
const std::string original = header + "\n" + body;

std::string with_crlf(const std::string& text) {
  std::string result;
  for (const char c : text) result += c == '\n' ? std::string("\r\n") : std::string(1, c);
  return result;
}

TEST(NetworkMessageId, IsEqualForAllCopies) {
  const NetworkMessageId id = network_message_id(original);
  const std::string copies[] = {
      with_crlf(original),
      "From a@b.example Tue Nov 24 03:53:03 2026\n" + original,
      "Return-Path: <x@y>\nReceived: from a by b; now\nDelivered-To: c@d\nX-Original-To: c@d\n"
      "Authentication-Results: mx; spf=pass\nReceived-SPF: pass\nARC-Seal: i=1\n" +
          original,
      header +
          "Bcc: secret@d\nX-Spam-Status: No\nX-Virus-Scanned: yes\nX-Envelope-From: x\n"
          "Lines: 5\nStatus: RO\nX-Status: A\nX-Keywords: \nX-UID: 7\nContent-Length: 12\n\n" +
          body,
      original + "\n\n",
      original.substr(0, original.size() - 1),
      "from : a@b.example\nSUBJECT:  one two\t\nMessage-Id: <1@b.example>\n\n" + body,
      header + "\nDear all,\n\n>From here on:\n>From there\nbye\n",
  };
  for (const std::string& copy : copies) EXPECT_EQ(network_message_id(copy), id) << copy;
}

TEST(NetworkMessageId, DiffersWhereTheAuthorWroteOtherwise) {
  const NetworkMessageId id = network_message_id(original);
  const std::string others[] = {
      "",
      "\n",
      header,
      "From: a@c.example\nSubject: one\n two\nMessage-ID: <1@b.example>\n\n" + body,
      "From: a@b.example\nSubject: onetwo\nMessage-ID: <1@b.example>\n\n" + body,
      header + "X-Mailer: m\n\n" + body,
      header + "DKIM-Signature: v=1\n\n" + body,
      header + "\n" + "Dear  all,\n\nFrom here on:\n>>From there\nbye\n",
      header + "\n\n" + body,
      header + "\n" + body + "x",
  };
  for (const std::string& other : others) EXPECT_NE(network_message_id(other), id) << other;
}

TEST(NetworkMessageId, ABodyIsNoHeader) {
  EXPECT_NE(network_message_id("A: 1\nB: 2\n\n"), network_message_id("A: 1\n\nB: 2\n"));
}

// Stored ids stay: this value must never change.
TEST(NetworkMessageId, IsStable) {
  EXPECT_EQ(network_message_id(original).value().text(), "dfa1870b-6fb9-84b8-99f3-e71eece9e146");
}

TEST(DeliveryField, IsKnownInAnyCase) {
  for (const char* name : {"Received", "RETURN-PATH", "x-spam-flag", "ARC-Message-Signature",
                           "X-UID", "Bcc", "X-Backstamp-Verdict", "authentication-results"}) {
    EXPECT_TRUE(is_delivery_field(name)) << name;
  }
  for (const char* name : {"Subject", "DKIM-Signature", "Receivedx", "X-Mailer", "To", ""}) {
    EXPECT_FALSE(is_delivery_field(name)) << name;
  }
}

}  // namespace
}  // namespace backstamp::message
