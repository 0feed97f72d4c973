// YARA rules over the letter of a case, and Sigma rules: what is taken at load, what is found.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "investigation/playbook_commands/list.h"
#include "playbook/base64.h"

namespace backstamp::investigation {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;

playbook::Command command(const std::string& type, const std::string& text) {
  const json all = {{"type", type}, {"command_b64", playbook::encode_base64(text)}};
  return {.type = type, .command = "", .json = all.dump()};
}

Result<CaseFile> case_of(const std::string& letter) {
  auto inquiry = std::make_shared<verdict::Inquiry>();
  inquiry->bytes = letter;
  inquiry->facts = message::parse(letter, {});
  CaseFile file;
  file.letter = inquiry;
  return file;
}

playbook::Invocation invocation() {
  playbook::Invocation one;
  one.deadline = deadline_in(std::chrono::seconds(20));
  return one;
}

const std::string letter =
    "From: a@example.org\r\nSubject: x\r\nContent-Type: text/plain\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\n" +
    playbook::encode_base64("pay to the new account") + "\r\n";

TEST(YaraCommand, LooksIntoTheLettersDecodedParts) {
  const auto yara = yara_commands([](playbook::RunId) { return case_of(letter); });
  const auto found =
      yara->run(invocation(),
                command("yara", R"(rule pay { strings: $a = "new account" condition: $a })"), {});
  EXPECT_TRUE(found.succeeded) << found.why;
  EXPECT_EQ(found.out.at("__yara_matches__").value, "1");
  EXPECT_THAT(json::parse(found.found)["matches"][0]["rule"].get<std::string>(), HasSubstr("pay"));
  const auto none =
      yara->run(invocation(),
                command("yara", R"(rule no { strings: $a = "old account" condition: $a })"), {});
  EXPECT_EQ(none.out.at("__yara_matches__").value, "0");
}

TEST(YaraCommand, RulesThatDoNotCompileAreRefusedAtLoad) {
  const auto yara = yara_commands([](playbook::RunId) { return case_of(letter); });
  const auto refusal = [&](const std::string& text) {
    return yara->refusal(command("yara", text), nullptr, nullptr);
  };
  EXPECT_THAT(refusal("rule a { condition: true }"), IsEmpty());
  EXPECT_THAT(refusal("rule a {\n condition: nothing }"), HasSubstr("line 2"));
  EXPECT_THAT(refusal("include \"/etc/passwd\""), HasSubstr("do not compile"));
  EXPECT_THAT(refusal(""), HasSubstr("no command_b64"));
  EXPECT_THAT(refusal(std::string(300 * 1024, ' ')), HasSubstr("256 KiB"));
}

TEST(YaraCommand, ACaseWithoutALetterIsAFailure) {
  const auto yara = yara_commands([](playbook::RunId) -> Result<CaseFile> {
    return fail(Fault::corrupt, "the investigation names no letter");
  });
  const auto outcome = yara->run(invocation(), command("yara", "rule a { condition: true }"), {});
  EXPECT_FALSE(outcome.succeeded);
  EXPECT_THAT(outcome.why, HasSubstr("names no letter"));
}

TEST(SigmaCommand, RulesThatAreNoQuestionsAreRefusedAtLoad) {
  const hunting::Client hunting(http::UnixEndpoint{"/nowhere"}, "default");
  const SystemClock clock;
  const auto sigma = sigma_commands(hunting, clock);
  const auto refusal = [&](const std::string& detection) {
    return sigma->refusal(
        command("sigma",
                "title: x\nlogsource: {product: m365, service: audit}\ndetection:\n" + detection),
        nullptr, nullptr);
  };
  EXPECT_THAT(refusal("  s: {Operation: New-InboxRule}\n  condition: s"), IsEmpty());
  EXPECT_THAT(refusal("  s: {Operation|base64: x}\n  condition: s"), HasSubstr("modifier base64"));
  EXPECT_THAT(refusal("  s: {Operation|re: '('}\n  condition: s"), HasSubstr("as KQL"));
  EXPECT_THAT(sigma->refusal(command("sigma", ""), nullptr, nullptr), HasSubstr("no command_b64"));
  const auto away = sigma->run(invocation(),
                               command("sigma",
                                       "title: x\nlogsource: {product: m365, service: audit}\n"
                                       "detection:\n  s: {Operation: a}\n  condition: s"),
                               {});
  EXPECT_FALSE(away.succeeded);  // nobody answers there
  EXPECT_THAT(away.asked, HasSubstr("CloudAppEvents"));
}

}  // namespace
}  // namespace backstamp::investigation
