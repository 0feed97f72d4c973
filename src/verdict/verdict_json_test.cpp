#include "verdict/verdict_json.h"

#include <gtest/gtest.h>

namespace backstamp::verdict {
namespace {

TEST(VerdictJson, SaysWhatWasFoundAndWhoIsMissing) {
  Verdict verdict;
  verdict.judgement = Judgement::suspicious;
  verdict.threat_types = {"Phish"};
  verdict.detection_methods = {"Rules", "YARA"};
  verdict.points = 31;
  verdict.confidence = "Low";
  verdict.reasons = {{.rule = "spf_failed",
                      .detail = Text::lossy("\xff seen"),
                      .entity = Text::trusted("a@b.example"),
                      .points = 31}};
  verdict.missing = {{.engine = "ClamAV", .why = "\xfe"}};
  EXPECT_EQ(to_json(verdict, {}),
            "{\"network_message_id\":\"00000000-0000-0000-0000-000000000000\","
            "\"verdict\":\"Suspicious\",\"threat_types\":[\"Phish\"],"
            "\"detection_methods\":[\"Rules\",\"YARA\"],\"points\":31,\"confidence\":\"Low\","
            "\"reasons\":[{\"rule\":\"spf_failed\",\"detail\":\"\xef\xbf\xbd seen\","
            "\"entity\":\"a@b.example\",\"points\":31}],"
            "\"missing\":[{\"engine\":\"ClamAV\",\"why\":\"\xef\xbf\xbd\"}]}");
}

}  // namespace
}  // namespace backstamp::verdict
