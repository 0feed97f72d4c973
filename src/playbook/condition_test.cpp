#include "playbook/condition.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/file.h"

namespace backstamp::playbook {
namespace {

using Json = nlohmann::json;

Variables scope() {
  return {{"__verdict__", {.type = "string", .value = "Malicious"}},
          {"__name__", {.type = "string", .value = "Zo\xc3\xab's 100% \\ offer\nnow"}},
          {"__copies__", {.type = "integer", .value = "12"}},
          {"__more__", {.type = "long", .value = "9007199254740993"}},
          {"__score__", {.type = "float", .value = "0.5"}},
          {"__done__", {.type = "bool", .value = "true"}},
          {"__open__", {.type = "bool", .value = "false"}},
          {"__ip__", {.type = "ipv4-addr", .value = "192.0.2.1"}},
          {"__unset__", {.type = "integer", .value = ""}},
          {"__empty__", {.type = "string", .value = ""}}};
}

struct Case {
  std::string_view text;
  bool holds;
};

TEST(Condition, HoldsOrNot) {
  const Case cases[] = {
      {"__verdict__:value = 'Malicious'", true},
      {"__verdict__:value == 'malicious'", false},
      {"[__verdict__:value != 'Malicious']", false},
      {"__verdict__:value <> 'Unknown'", true},
      {"__verdict__:value > 'Man'", false},
      {"__verdict__:value IN ('Suspicious', 'Malicious')", true},
      {"__verdict__:value NOT IN ('Suspicious', 'Malicious')", false},
      {"__verdict__:value NOT = 'Malicious'", false},
      {"__copies__:value > 9", true},
      {"__copies__:value >= 12", true},
      {"__copies__:value < 12", false},
      {"__copies__:value <= 12.5", true},
      {"__copies__:value = '12'", true},
      {"__copies__:value = 1.2e1", true},
      {"__copies__:value = +12", true},
      {"__copies__:value > -3", true},
      {"__copies__:value IN (1, 12, 3)", true},
      {"__copies__:value < __more__:value", true},
      {"__more__:value = 9007199254740992", false},
      {"__score__:value > .25", true},
      {"__done__:value", true},
      {"NOT __done__:value", false},
      {"__open__:value = false", true},
      {"__open__:value = TRUE OR __done__:value = 'true'", true},
      {"__ip__:value = '192.0.2.1'", true},
      {"__ip__:value LIKE '192.0.2.%'", true},
      {"__ip__:value LIKE '192.0.2_1'", true},
      {"__ip__:value LIKE '192.0'", false},
      {"__ip__:value MATCHES '^192\\.0\\.(2|3)\\.'", true},
      {"__ip__:value ISSUBSET '192.0.2.128/24'", true},
      {"__ip__:value ISSUBSET '192.0.2.0/32'", false},
      {"__ip__:value ISSUPERSET '192.0.2.1'", true},
      {"__ip__:value ISSUPERSET '192.0.2.0/24'", false},
      {"__ip__:value ISSUBSET '::/0'", false},
      {"__verdict__:value ISSUBSET '0.0.0.0/0'", false},
      {"__verdict__:value IN ()", false},
      {"__verdict__:value NOT IN ()", true},
      {"__verdict__:value MATCHES 'licio'", true},
      {"__name__:value LIKE 'Zo_\\'s%'", true},
      {"__name__:value LIKE '%now'", true},
      {"__name__:value LIKE '%\\\\ offer%'", true},
      {"EXISTS __verdict__:value", true},
      {"EXISTS __unset__:value", false},
      {"__empty__:value = ''", true},
      // Precedence: NOT, AND, OR.
      {"__done__:value OR __done__:value AND __open__:value", true},
      {"(__done__:value OR __done__:value) AND __open__:value", false},
      {"NOT __open__:value AND __done__:value", true},
      {"not (__open__:value and __done__:value)", true},
      // What does not matter is not looked at.
      {"EXISTS __unset__:value AND __unset__:value > 3", false},
      {"__done__:value OR __unset__:value > 3", true},
  };
  for (const auto& [text, expected] : cases) {
    const auto condition = Condition::parse(text, scope());
    ASSERT_TRUE(condition) << text << ": " << condition.error().what;
    const auto holds = condition->holds(scope());
    ASSERT_TRUE(holds) << text << ": " << holds.error().what;
    EXPECT_EQ(*holds, expected) << text;
  }
}

TEST(Condition, SaysWhereItGoesWrong) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", "character 1: a variable"},
      {"__verdict__:value =", "character 20: a value"},
      {"__verdict__ = 'x'", "character 12: write __verdict__:value"},
      {"__verdict__:value = yes", "character 21: a value"},
      {"__verdict__:value = 'Malicious", "character 21: this text has no closing"},
      {"__verdict__:value = 5", "character 21: __verdict__ is of type string"},
      {"__copies__:value = 'many'", "character 20: this is no value of type integer"},
      {"__copies__:value > 5 AND __other__:value = 'x'",
       "character 26: unknown variable __other__"},
      {"__copies__:value LIKE '1%'", "character 18: LIKE needs text"},
      {"__copies__:value = __verdict__:value", "character 20: __verdict__ is of type string"},
      {"__done__:value > false", "character 16: __done__ is of type bool"},
      {"__copies__:value", "character 17: an operator is expected here"},
      {"__copies__:value NOT", "character 21: an operator is expected after NOT"},
      {"__done__:value __open__:value", "character 16: AND, OR or the end"},
      {"(__done__:value", "character 16: a closing ) is expected"},
      {"__verdict__:value IN (,)", "character 23: a value"},
      {"__ip__:value ISSUBSET '192.0.2'", "character 23: this is no address or network"},
      {"__ip__:value ISSUBSET '192.0.2.0/33'", "character 23: this is no address or network"},
      {"__copies__:value ISSUBSET '192.0.2.0/24'", "character 18: ISSUBSET needs text"},
      {"__verdict__:value IN ('a'", "character 26: , or )"},
      {"__verdict__:value MATCHES '('", "character 27: no regular expression"},
      {"__verdict__:value MATCHES '(?=a)b'", "character 27: no regular expression"},
      {"__name__:value = 'Zo\xc3\xab' AND ;", "character 28: this character means nothing"},
      {"__should.execute__:value = 'yes'", "character 1: this is no variable name"},
      {"__copies__:value > 1x", "character 20: this is no number"},
      {"'a' = 'a'", "character 1: a variable"},
  };
  for (const auto& [text, expected] : cases) {
    const auto condition = Condition::parse(text, scope());
    ASSERT_FALSE(condition) << text;
    EXPECT_TRUE(condition.error().what.starts_with(expected))
        << text << ": " << condition.error().what;
  }
}

TEST(Condition, IsBounded) {
  std::string deep(10'000, '(');
  deep += "__done__:value";
  EXPECT_EQ(Condition::parse(deep, scope()).error().fault, Fault::limit);
  EXPECT_EQ(Condition::parse(std::string(20'000, ' '), scope()).error().fault, Fault::limit);
  const std::string pattern = "__name__:value MATCHES '((a{1,1000}){1,1000}){1,1000}'";
  EXPECT_FALSE(Condition::parse(pattern, scope()));

  Variables large = scope();
  large["__name__"].value.assign(200'000, 'a');
  const auto like = Condition::parse("__name__:value LIKE '%a%a%a%b'", large);
  EXPECT_EQ(like->holds(large).error().fault, Fault::limit);
}

TEST(Condition, NeedsValuesToCompare) {
  const auto condition = Condition::parse("__unset__:value > 3", scope());
  ASSERT_TRUE(condition);
  EXPECT_EQ(condition->holds(scope()).error().fault, Fault::invalid);
  EXPECT_EQ(condition->holds({}).error().fault, Fault::invalid);
}

// The comparison-level vectors of the STIX projects, their objects' properties as variables. What
// compares values of different types is refused by ours, which knows the types beforehand.
class StixVectors {
 public:
  std::size_t held = 0, refused = 0;

  void run(const Json& vector) {
    const std::string check = vector["check"];
    const bool match = check.find("assert match(") == 0;
    const bool no_match = check.find("assert not match(") == 0;
    const std::string file = vector["file"];
    const bool comparison = file.ends_with("test_basic_ops.py") ||
                            file.ends_with("test_comparison_exprs.py") ||
                            file.ends_with("test_null.py");
    if (!comparison) return;
    for (const std::string text : vector["cases"]) {
      if (match || no_match) {
        look(text, objects_of(vector["observations"]), match);
      } else {
        EXPECT_FALSE(Condition::parse(over_variables(text), {})) << text;
      }
    }
  }

 private:
  // "[test:int = 5]" -> "[__int__:value = 5]"
  static std::string over_variables(std::string text) {
    for (const std::string type : {"test:", "person:", "null_test:"}) {
      for (std::size_t at = 0; (at = text.find(type, at)) != text.npos;) {
        const bool inside = at > 0 && (std::isalnum(static_cast<unsigned char>(text[at - 1])) ||
                                       text[at - 1] == '_');
        if (inside) {
          ++at;
          continue;
        }
        std::size_t end = at + type.size();
        while (std::isalnum(static_cast<unsigned char>(text[end])) || text[end] == '_') ++end;
        const std::string name = text.substr(at + type.size(), end - at - type.size());
        text.replace(at, end - at, "__" + name + "__:value");
      }
    }
    return text;
  }

  static void add_objects(const Json& json, std::vector<Json>& objects) {
    if (json.is_array()) {
      for (const Json& one : json) add_objects(one, objects);
    } else if (json.contains("objects")) {
      for (const auto& [key, one] : json["objects"].items()) add_objects(one, objects);
    } else if (json["type"] != "observed-data") {
      objects.push_back(json);
    }
  }
  static std::vector<Json> objects_of(const Json& observations) {
    std::vector<Json> objects;
    add_objects(observations, objects);
    return objects;
  }

  static Variables variables_of(const Json& object) {
    Variables variables;
    for (const auto& [name, value] : object.items()) {
      Variable& variable = variables["__" + name + "__"];
      variable.value = value.is_string() ? value.get<std::string>() : value.dump();
      if (value.is_null()) variable.value = "";
      if (value.is_boolean()) variable.type = "bool";
      if (value.is_number()) variable.type = value.is_number_float() ? "float" : "integer";
    }
    return variables;
  }

  void look(const std::string& text, const std::vector<Json>& objects, bool match) {
    // A playbook's text variable without a value is the empty text; JSON's null is nothing at all.
    for (const Json& object : objects) {
      if (object["type"] == "null_test") return;
    }
    bool found = false;
    for (const Json& object : objects) {
      const Variables variables = variables_of(object);
      const auto condition = Condition::parse(over_variables(text), variables);
      if (!condition) {
        const std::string& why = condition.error().what;
        EXPECT_TRUE(why.find("is of type") != why.npos ||
                    why.find("no value of type") != why.npos ||
                    why.find("a value is expected") != why.npos)
            << text << ": " << why;
        ++refused;
        return;
      }
      const auto holds = condition->holds(variables);
      found = found || (holds && *holds);
    }
    EXPECT_EQ(found, match) << text;
    ++held;
  }
};

TEST(Condition, HoldsAsTheVectorsOfStixSay) {
  const std::string path = std::string(SHARED_DATA) + "/stix/patterns/pattern-vectors.json";
  const auto bytes = read_file(path, 64 * 1024 * 1024);
  if (!bytes) GTEST_SKIP() << "no " << path;
  StixVectors vectors;
  for (const Json& vector : Json::parse(*bytes)) vectors.run(vector);
  EXPECT_GT(vectors.held, 50u);
  std::printf("%zu held, %zu refused as of different types\n", vectors.held, vectors.refused);
}

}  // namespace
}  // namespace backstamp::playbook
