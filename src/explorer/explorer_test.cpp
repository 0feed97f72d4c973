// What filters and views become, and that the language takes all of it.
#include <nlohmann/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "explorer/view.h"
#include "hunting/kql/compile.h"

namespace backstamp::explorer {
namespace {

using Json = nlohmann::ordered_json;
using testing::HasSubstr;

const Time now = *parse_rfc3339("2026-11-24T12:00:00Z");

Result<Filter> read(const std::string& json) { return read_filter(json); }

std::string condition(const std::string& json) {
  const auto filter = read(json);
  return filter ? condition_of(*filter) : "error: " + filter.error().what;
}

Selection selection(const std::string& json) { return *read_selection(json, now); }

std::string refusal_of(const std::string& query) {
  const auto compiled = hunting::kql::compile(query, {});
  return compiled ? "" : query + "\n" + hunting::kql::text_of(compiled.error());
}

TEST(FilterTest, ConditionsAreWrittenInKql) {
  const struct {
    const char* json;
    const char* kql;
  } cases[] = {
      {R"({"field":"Subject","op":"contains","value":"say \"x\""})",
       R"(Subject contains "say \"x\"")"},
      {R"({"field":"Subject","op":"equals","values":["a","b"]})", R"(Subject in~ ("a", "b"))"},
      {R"({"field":"Subject","op":"not_has","values":["a","b"]})",
       R"(not(Subject has_any ("a", "b")))"},
      {R"({"field":"NetworkMessageId","op":"equals","value":"x"})", R"(NetworkMessageId == "x")"},
      {R"({"field":"EmailSize","op":"greater","value":1000})", "EmailSize > long(1000)"},
      {R"({"field":"MarkHash","op":"equals","value":"9007199254740993"})",
       "MarkHash == long(9007199254740993)"},
      {R"({"field":"Timestamp","op":"at_least","value":"2026-11-01T00:00:00Z"})",
       "Timestamp >= datetime(2026-11-01T00:00:00.000Z)"},
      {R"({"field":"Subject","op":"not_empty"})", "not(isempty(Subject))"},
      {R"({"field":"UrlDomain","op":"equals","value":"evil.example"})",
       R"(NetworkMessageId in (EmailUrlInfo | where UrlDomain == "evil.example" )"
       "| project NetworkMessageId)"},
      {R"({"and":[{"field":"Subject","op":"starts_with","values":["a","b"]},
                  {"not":{"or":[{"field":"Verdict","op":"equals","value":"Malicious"},
                                {"field":"UrlCount","op":"less","value":2}]}}]})",
       R"(((Subject startswith "a" or Subject startswith "b") and )"
       R"(not((Verdict == "Malicious" or UrlCount < long(2)))))"},
      {R"({"and":[]})", "true"},
  };
  for (const auto& each : cases) {
    EXPECT_EQ(condition(each.json), each.kql) << each.json;
    EXPECT_EQ(refusal_of(std::string("EmailEvents | where ") + each.kql), "");
  }
}

TEST(FilterTest, EveryFieldAndOperatorCompiles) {
  ASSERT_GT(fields().size(), 80u);
  for (const Field& field : fields()) {
    using hunting::kql::Type;
    const bool text =
        field.type == Type::text || field.type == Type::dynamic || field.type == Type::guid;
    const Json value = field.type == Type::datetime  ? Json("2026-11-24T00:00:00Z")
                       : field.type == Type::real    ? Json(1.5)
                       : field.type == Type::boolean ? Json(true)
                       : text                        ? Json("x")
                                                     : Json(7);
    for (const char* op : {"equals", "not_equals", "contains", "has", "starts_with", "ends_with",
                           "matches", "greater", "at_most", "empty", "not_empty"}) {
      Json json = {{"field", field.name}, {"op", op}};
      if (!std::string_view(op).ends_with("empty")) json["values"] = Json::array({value});
      const auto filter = read_filter(json.dump());
      const bool texts_only =
          std::string_view("contains has starts_with ends_with matches").contains(op);
      const bool numbers_only =
          std::string_view(op) == "greater" || std::string_view(op) == "at_most";
      ASSERT_EQ(filter.has_value(), !(texts_only && !text) && !(numbers_only && text))
          << json << (filter ? "" : filter.error().what);
      if (!filter) continue;
      EXPECT_EQ(refusal_of(query_of({.from = now, .to = now, .filter = *filter, .query = {}})), "");
    }
  }
}

TEST(FilterTest, SaysWhatIsWrongAndWhere) {
  const struct {
    const char* json;
    const char* what;
  } cases[] = {
      {R"([])", "filter must be an object"},
      {R"({"and":[{"field":"Sbject","op":"equals","value":"x"}]})",
       "filter.and[0]: there is no field 'Sbject'; did you mean Subject?"},
      {R"({"field":"Subject","op":"like","value":"x"})", "filter.op must be one of equals"},
      {R"({"field":"Subject","op":"greater","value":"x"})", "for numbers and times"},
      {R"({"field":"EmailSize","op":"equals","value":"many"})", "must be a whole number"},
      {R"({"field":"EmailSize","op":"contains","value":1})", "is for texts"},
      {R"({"field":"Subject","op":"equals","values":[]})", "needs values"},
      {R"({"field":"Subject","op":"equals","value":1})", "filter.value must be a text"},
      {R"({"or":[]})", "filter.or must not be empty"},
      {R"({"and":[],"or":[]})", "has members beside 'and'"},
      {R"({"field":"Timestamp","op":"less","value":"yesterday"})", "filter.value"},
      {R"({"field":"Subject","op":"equals","value":"x","kql":"| take 1"})", "unknown member 'kql'"},
  };
  for (const auto& each : cases)
    EXPECT_THAT(condition(each.json), HasSubstr(each.what)) << each.json;
}

TEST(FilterTest, IsBounded) {
  std::string deep = R"({"field":"Subject","op":"empty"})";
  for (int i = 0; i < 15; ++i) deep = R"({"not":)" + deep + "}";
  EXPECT_TRUE(read(deep));
  EXPECT_EQ(read(R"({"not":)" + deep + "}").error().fault, Fault::limit);
  Json many = {{"or", Json::array()}};
  for (int i = 0; i < 257; ++i) many["or"].push_back({{"field", "Subject"}, {"op", "empty"}});
  EXPECT_EQ(read_filter(many.dump()).error().fault, Fault::limit);
  Json values = {{"field", "Subject"}, {"op", "equals"}, {"values", Json::array()}};
  for (int i = 0; i < 5'001; ++i) values["values"].push_back("x");
  EXPECT_EQ(read_filter(values.dump()).error().fault, Fault::limit);
  const Json large = {{"field", "Subject"}, {"op", "equals"}, {"value", std::string(4'097, 'x')}};
  EXPECT_EQ(read_filter(large.dump()).error().fault, Fault::limit);
}

TEST(FilterTest, NoDepthOfJsonIsTooMuchToRefuse) {
  const std::string deep = R"({"filter":)" + std::string(1'000'000, '[');
  EXPECT_EQ(read_selection(deep, now).error().fault, Fault::limit);
  EXPECT_EQ(read(std::string(1'000'000, '{')).error().fault, Fault::limit);
  EXPECT_TRUE(read(R"({"field":"Subject","op":"has","value":")" + std::string(1'000, '[') + "\"}"));
}

TEST(FilterTest, ValuesStayLiterals) {
  for (const char* text : {"\") | project 1 //", "\\", "\n| take 1", "'; drop", "\\\" or true"}) {
    const Json json = {{"field", "Subject"}, {"op", "contains"}, {"value", text}};
    const std::string query = "EmailEvents | where " + condition_of(*read_filter(json.dump()));
    const auto compiled = hunting::kql::compile(query, {});
    ASSERT_TRUE(compiled) << query;
    EXPECT_GT(compiled->columns.size(), 50u) << "the text became part of the query: " << query;
  }
}

TEST(SelectionTest, IsReadableKql) {
  const Selection all = selection("{}");
  EXPECT_EQ(query_of(all),
            "EmailEvents\n| where Timestamp between (datetime(2026-11-22T12:00:00.000Z) .. "
            "datetime(2026-11-24T12:00:00.000Z))");
  const Selection latest = selection(
      R"({"filter":{"and":[{"field":"LatestDeliveryLocation","op":"equals","value":"Quarantine"},
                           {"field":"Subject","op":"has","value":"x"}]}})");
  const std::string query = query_of(latest);
  EXPECT_LT(query.find("Subject has"), query.find("join")) << query;
  EXPECT_LT(query.find("join"), query.find("LatestDeliveryLocation ==")) << query;
  EXPECT_EQ(refusal_of(query), "");
}

TEST(SelectionTest, AQueryOfOnesOwnStandsForTheFilter) {
  const Selection own =
      selection(R"({"query":"let X = \"a\";\nEmailEvents | where Subject has X;\n\n"})");
  EXPECT_EQ(query_of(own), "let X = \"a\";\nEmailEvents | where Subject has X");
  EXPECT_FALSE(read_selection(R"({"query":"x","filter":{"and":[]}})", now));
  EXPECT_FALSE(read_selection(R"({"query":" ; "})", now));
  EXPECT_FALSE(
      read_selection(R"({"from":"2026-11-24T00:00:00Z","to":"2026-11-23T00:00:00Z"})", now));
}

TEST(ViewTest, EveryViewCompiles) {
  const Selection selections[] = {
      selection("{}"), selection(R"({"from":"2026-10-25T00:00:00Z"})"),
      selection(R"({"filter":{"field":"LatestVerdict","op":"equals","value":"Malicious"}})"),
      selection(R"({"query":"EmailEvents | where Subject has \"x\" // all of it"})")};
  for (const Selection& each : selections) {
    for (const Field& field : fields()) {
      EXPECT_EQ(refusal_of(top_query(each, field, 20)), "");
      const auto chart = chart_query(each, &field, 10);
      ASSERT_EQ(chart.has_value(), field.of_copy()) << field.name;
      if (chart.has_value()) {
        EXPECT_EQ(refusal_of(*chart), "");
      }
    }
    const CopyCursor after{.time = now, .network_message_id = "a\"b", .recipient = "ann@x"};
    for (const std::string& query :
         {*chart_query(each, nullptr, 10), copies_query(each, usual_columns(), {}, 100),
          copies_query(each, usual_columns(), after, 100), export_query(each, usual_columns()),
          messages_query(each, 5), targets_query(each, 100)}) {
      EXPECT_EQ(refusal_of(query), "");
    }
  }
}

TEST(ViewTest, ChartsHaveAReadableNumberOfSteps) {
  EXPECT_EQ(step_of(selection("{}")), std::chrono::minutes(15));
  EXPECT_EQ(step_of(selection(R"({"from":"2026-10-25T12:00:00Z"})")), std::chrono::hours(6));
  EXPECT_EQ(step_of(selection(R"({"from":"2001-01-01T00:00:00Z"})")), std::chrono::days(7));
}

TEST(ViewTest, CursorsComeBackAsTheyWere) {
  const CopyCursor cursor{.time = now, .network_message_id = "m\"1", .recipient = "\xc3\xa4@x"};
  const auto read = read_cursor(cursor_text(cursor));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->time, cursor.time);
  EXPECT_EQ(read->network_message_id, cursor.network_message_id);
  EXPECT_EQ(read->recipient, cursor.recipient);
  for (const char* wrong :
       {"", "1", "1.2", "x.aa.bb", "1.zz.aa", "1.aa", "99999999999999999999.aa.bb"}) {
    EXPECT_FALSE(read_cursor(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace backstamp::explorer
