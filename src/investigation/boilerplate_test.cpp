#include "investigation/boilerplate.h"

#include <gtest/gtest.h>

#include "investigation/cluster_store.h"

namespace backstamp::investigation {
namespace {

const Time noon = parse_rfc3339("2026-11-20T12:00:00Z").value();

const Time earlier = noon - std::chrono::days(9);

constexpr const char* footer =
    "This communication is confidential and privileged; disclosure, copying, distribution or "
    "reliance by unintended recipients is prohibited. Registered office Farringdon chambers.\n";
constexpr const char* lure =
    "Your quarterly benefits statement was released by payroll and awaits confirmation.\n"
    "Review the enclosed adjustment before the enrolment window closes on Friday afternoon.\n"
    "Employees without confirmed bank details will receive a paper cheque next month.\n";

struct Message {
  message::Facts facts;
  FoundCopy copy;
};

Message message_of(const std::string& text, const std::string& domain, Time delivered = noon) {
  Message made;
  made.facts = facts_of({.id = domain, .from = "x@" + domain, .text = text});
  made.copy.sketch = made.facts.sketch;
  made.copy.sender_domain = domain;
  made.copy.delivered = delivered;
  return made;
}

NearnessSeed seed_of(const Message& message) {
  NearnessSeed seed;
  seed.sketch = message.copy.sketch;
  seed.sender_domain = message.copy.sender_domain;
  seed.delivered = message.copy.delivered;
  return seed;
}

NearnessPolicy four_senders() {
  NearnessPolicy policy = built_in_policy().nearness;
  policy.boilerplate_senders = 4;
  return policy;
}

std::vector<FoundCopy> mail_with_the_footer(int senders, Time delivered) {
  static const std::vector<std::string> bodies = {
      "The regatta starts at the boathouse beside the slipway; oarsmen bring their own oars.",
      "Minutes of the allotment committee: hedges, compost, marrows and the leaking standpipe.",
      "Timetable of the orchestra rehearsals: brass on Tuesday, strings in the vestry later.",
      "Quotation for scaffolding, guttering and slates at the almshouse, valid until harvest.",
      "The kiln is repaired; glazes, clay and sponges are in the cupboard near the pottery.",
      "Crossword answers: trombone, lighthouse, marmalade, penguin, escalator, wheelbarrow."};
  std::vector<FoundCopy> mail;
  for (int i = 0; i < senders; ++i) {
    mail.push_back(message_of(bodies[static_cast<std::size_t>(i)] + "\n" + footer,
                              "firm" + std::to_string(i) + ".example", delivered)
                       .copy);
  }
  return mail;
}

TEST(Boilerplate, IsWhatUnrelatedSendersShareAndNothingElse) {
  const NearnessPolicy policy = four_senders();
  const Message attack = message_of(std::string(lure) + footer, "evil.example");
  const NearnessSeed seed = seed_of(attack);
  const auto lines = message::sketch_lines(attack.facts.visible_text.view(), attack.facts.sketch);
  ASSERT_EQ(lines.lines, 4u);
  const auto values = boilerplate_values(lines, seed, mail_with_the_footer(6, earlier), policy);
  EXPECT_GT(values.count(), 20u);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i]) {
      EXPECT_EQ(lines.of_value[i], std::vector<std::uint16_t>{3});
    }
  }
  EXPECT_TRUE(boilerplate_values(lines, seed, mail_with_the_footer(3, earlier), policy).none());
  // What came with the attack may be the attack.
  EXPECT_TRUE(boilerplate_values(lines, seed, mail_with_the_footer(6, noon), policy).none());
}

TEST(Boilerplate, IsNotWhatTheCopiesOfAnAttackShare) {
  const NearnessPolicy policy = four_senders();
  const Message attack = message_of(lure, "evil.example");
  std::vector<FoundCopy> copies;
  for (int i = 0; i < 8; ++i) {
    copies.push_back(message_of(lure, "evil" + std::to_string(i) + ".example").copy);
  }
  const auto lines = message::sketch_lines(attack.facts.visible_text.view(), attack.facts.sketch);
  EXPECT_TRUE(boilerplate_values(lines, seed_of(attack), copies, policy).none());
}

}  // namespace
}  // namespace backstamp::investigation
