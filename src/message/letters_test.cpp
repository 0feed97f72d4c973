// Small messages written by hand, each beside the facts that the standards say it has.
//
// testdata/letters/NAME.json is contained in the facts of NAME.eml: an object's members each, an
// array's elements one by one, as many as there are. Besides the members of `parse`:
//   about             what the message is about, and where that is written
//   malformed         true where the message breaks a standard
//   KEY_contain       each of these is somewhere in the array KEY, or in the text KEY; of a defect
//                     a piece of its `what` is enough
//   KEY_lack          none of these is
//   visible_text, delivered_to, received   facts that `parse` does not print
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "message/facts_json.h"
#include "message/parse.h"

namespace backstamp::message {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::uint64_t file_bytes_max = 1 << 20;

std::vector<std::string> letter_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(fs::path(TESTDATA) / "letters")) {
    if (entry.path().extension() == ".eml") names.push_back(entry.path().stem().string());
  }
  std::ranges::sort(names);
  return names;
}

std::string bytes_of(const std::string& file) {
  return read_file(fs::path(TESTDATA) / "letters" / file, file_bytes_max).value();
}

Json expectation(const std::string& name) {
  return Json::parse(bytes_of(name + ".json"), nullptr, /*allow_exceptions=*/false);
}

// What every letter is read with.
Surroundings example_org() {
  return {.accepted_domains = {Text::trusted("example.org")},
          .authserv_ids = {Text::trusted("mx.example.org")},
          .trusted_hosts = {Text::trusted("relay.example.org"), Text::trusted("192.0.2.0/28")}};
}

Json facts_of(const std::string& name) {
  const Facts facts = parse(bytes_of(name + ".eml"), example_org());
  Json json = Json::parse(to_json(facts));
  json["visible_text"] = facts.visible_text.str();
  json["received"] = facts.received ? Json(rfc3339(*facts.received)) : Json(nullptr);
  json["delivered_to"] = Json::array();
  for (const Text& address : facts.delivered_to) json["delivered_to"].push_back(address.str());
  return json;
}

// Empty when `facts` hold `expected`; otherwise where they do not. Recursion is as deep as the
// expectation, which we wrote.
std::string difference(const Json& expected, const Json& facts, const std::string& place) {
  if (expected.is_object() && facts.is_object()) {
    for (const auto& [key, value] : expected.items()) {
      if (!facts.contains(key)) return place + "." + key + ": is not there";
      std::string found = difference(value, facts[key], place + "." + key);
      if (!found.empty()) return found;
    }
    return "";
  }
  if (expected.is_array() && facts.is_array() && expected.size() == facts.size()) {
    for (std::size_t i = 0; i < expected.size(); ++i) {
      std::string found = difference(expected[i], facts[i], place + "[" + std::to_string(i) + "]");
      if (!found.empty()) return found;
    }
    return "";
  }
  if (expected == facts) return "";
  return place + ": expected " + expected.dump() + ", is " + facts.dump();
}

bool holds(const Json& whole, const Json& part) {
  if (whole.is_string()) return whole.get<std::string>().contains(part.get<std::string>());
  return std::ranges::any_of(whole, [&](const Json& one) {
    if (one.is_object() && part.is_string()) return holds(one.at("what"), part);
    return difference(part, one, "").empty();
  });
}

std::string stem(const std::string& key, std::string_view ending) {
  return key.ends_with(ending) ? key.substr(0, key.size() - ending.size()) : "";
}

void compare(const std::string& key, const Json& expected, const Json& facts) {
  if (const std::string name = stem(key, "_contain"); !name.empty()) {
    for (const Json& part : expected) {
      EXPECT_TRUE(holds(facts.at(name), part)) << part << " is not in " << facts[name];
    }
  } else if (const std::string other = stem(key, "_lack"); !other.empty()) {
    for (const Json& part : expected) {
      EXPECT_FALSE(holds(facts.at(other), part)) << part << " is in " << facts[other];
    }
  } else {
    EXPECT_TRUE(facts.contains(key)) << key << " is no fact";
    EXPECT_EQ(difference(expected, facts.value(key, Json()), key), "");
  }
}

class Letter : public testing::TestWithParam<std::string> {};

TEST_P(Letter, HoldsTheExpectedFacts) {
  const Json expected = expectation(GetParam());
  ASSERT_TRUE(expected.is_object()) << GetParam() << ".json is missing, or no object";
  SCOPED_TRACE(GetParam() + ": " + expected.value("about", "says not what it is about"));
  const Json facts = facts_of(GetParam());
  for (const auto& [key, value] : expected.items()) {
    if (key != "about" && key != "malformed") compare(key, value, facts);
  }
}

std::string test_name(const testing::TestParamInfo<std::string>& letter) {
  std::string name = letter.param;
  std::ranges::replace(name, '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Testdata, Letter, testing::ValuesIn(letter_names()), test_name);

TEST(Letters, AreSixtyAndTwentyOfThemMalformed) {
  const std::vector<std::string> names = letter_names();
  EXPECT_GE(names.size(), 60U);
  EXPECT_GE(std::ranges::count_if(names,
                                  [](const std::string& name) {
                                    return expectation(name).value("malformed", false);
                                  }),
            20);
}

}  // namespace
}  // namespace backstamp::message
