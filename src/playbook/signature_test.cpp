#include "playbook/signature.h"

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "playbook/canonical_json.h"
#include "playbook/control_world.h"

namespace backstamp::playbook {
namespace {

using namespace testing_world;

TEST(CanonicalJson, HasOneFormOnly) {
  const std::pair<std::string, std::string> cases[] = {
      {R"( { "b" : [ [] , [ 1 , 2 ] ] , "a" : { } } )", R"({"a":{},"b":[[],[1,2]]})"},
      {R"(["é€\u000f\nA'\u0042\u0022\u005c\\\"\/"])", R"(["é€\u000f\nA'B\"\\\\\"/"])"},
      {R"({"€":1,"\r":2,"\ufb33":3,"1":4,"😂":5,"ö":6,"😀":7})",
       "{\"\\r\":2,\"1\":4,\"ö\":6,\"€\":1,\"😀\":7,\"😂\":5,\"\xef\xac\xb3\":3}"},
      {"[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001,-0,100]",
       "[333333333.3333333,1e+30,4.5,0.002,1e-27,0,100]"},
      {"[1e21,999999999999999900000,0.000001,0.0000001,-5e-324,9007199254740993]",
       "[1e+21,999999999999999900000,0.000001,1e-7,-5e-324,9007199254740992]"},
      {"[true,false,null]", "[true,false,null]"},
  };
  for (const auto& [text, expected] : cases) {
    const auto canonical = canonical_json(text);
    ASSERT_TRUE(canonical) << text << ": " << canonical.error().what;
    EXPECT_EQ(*canonical, expected);
  }
  EXPECT_FALSE(canonical_json("{"));
}

std::string new_key(const char* type) {
  EVP_PKEY* key = std::string_view(type) == "RSA"  ? EVP_RSA_gen(2048)
                  : std::string_view(type) == "EC" ? EVP_EC_gen("P-256")
                                                   : EVP_PKEY_Q_keygen(nullptr, nullptr, type);
  BIO* memory = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(memory, key, nullptr, nullptr, 0, nullptr, nullptr);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(memory, &bytes);
  std::string pem(bytes, static_cast<std::size_t>(size));
  BIO_free_all(memory);
  EVP_PKEY_free(key);
  return pem;
}

const Time now = *parse_rfc3339("2026-06-01T00:00:00.000Z");

std::string signed_with(const char* type, const std::string& text) {
  const auto result = with_signature(text, {.private_key = new_key(type),
                                            .created_by = id("identity", 1),
                                            .signee = "Us",
                                            .id = id("jss", 1),
                                            .now = now});
  EXPECT_TRUE(result) << result.error().what;
  return result.value_or("");
}

TEST(Signature, IsMadeAndVerified) {
  const std::string text = two_branches("left", "right").dump();
  for (const auto& [type, algorithm] :
       {std::pair{"RSA", "RS256"}, std::pair{"EC", "ES256"}, std::pair{"ED25519", "Ed25519"}}) {
    const std::string one = signed_with(type, text);
    const auto found = signatures_of(one, now);
    ASSERT_TRUE(found) << found.error().what;
    ASSERT_EQ(found->size(), 1u);
    EXPECT_EQ(found->front().why, "") << type;
    EXPECT_EQ(found->front().algorithm, algorithm);
    EXPECT_EQ(found->front().key.size(), 64u);
    EXPECT_TRUE(validate(*parse(one)).empty());
    // Order and blanks say nothing; a second signature leaves the first as it is.
    const std::string both = signed_with("EC", Json::parse(one).dump());
    const auto two = signatures_of(both, now);
    ASSERT_EQ(two->size(), 2u);
    EXPECT_EQ((*two)[0].why + (*two)[1].why, "");
  }
}

TEST(Signature, AnyChangeIsNoticed) {
  const Json good = Json::parse(signed_with("ED25519", two_branches("left", "right").dump()));
  const std::pair<std::string, std::function<void(Json&)>> cases[] = {
      {"changed", [](Json& p) { p["name"] = "Other"; }},
      {"changed", [](Json& p) { p["signatures"][0]["signee"] = "Them"; }},
      {"changed", [](Json& p) { p["signatures"][0]["value"] = "AAAA"; }},
      {"does not fit its key", [](Json& p) { p["signatures"][0]["algorithm"] = "RS256"; }},
      {"no public_key", [](Json& p) { p["signatures"][0].erase("public_key"); }},
      {"of no kind", [](Json& p) { p["signatures"][0]["public_key"] = "AAAA"; }},
      {"hash_algorithm", [](Json& p) { p["signatures"][0]["hash_algorithm"] = "md5"; }},
  };
  for (const auto& [why, change] : cases) {
    Json playbook = good;
    change(playbook);
    const auto found = signatures_of(playbook.dump(), now);
    ASSERT_TRUE(found);
    EXPECT_NE(found->front().why.find(why), std::string::npos) << found->front().why;
  }
}

TEST(Signature, OneAboutAnotherVersionIsNotValid) {
  // Signed as a whole, so that only its words are wrong.
  Json other = two_branches("left", "right");
  const Json made = Json::parse(signed_with("ED25519", other.dump()));
  other["modified"] = "2026-02-01T00:00:00.000Z";
  other["signatures"] = made["signatures"];
  EXPECT_NE(signatures_of(other.dump(), now)->front().why, "");
}

}  // namespace
}  // namespace backstamp::playbook
