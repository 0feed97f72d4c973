// base64, URL encoding, hashes.
#include "hunting/kql/functions/functions.h"

namespace backstamp::hunting::kql {
namespace {

Scalar text(std::string form) { return make_scalar(std::move(form), Type::text, false); }

struct Named {
  std::string_view name, form;
};
constexpr Named forms[] = {
    {"base64_encode_tostring", "base64Encode($0)"},
    {"base64_encodestring", "base64Encode($0)"},
    // Bytes that are no text give none.
    {"base64_decode_tostring", "if(isValidUTF8(tryBase64Decode($0)), tryBase64Decode($0), '')"},
    {"base64_decodestring", "if(isValidUTF8(tryBase64Decode($0)), tryBase64Decode($0), '')"},
    {"url_encode", "encodeURLFormComponent($0)"},
    {"url_encode_component", "encodeURLComponent($0)"},
    {"url_decode", "decodeURLComponent($0)"},
    {"hash_sha256", "lower(hex(SHA256($0)))"},
    {"hash_sha1", "lower(hex(SHA1($0)))"},
    {"hash_md5", "lower(hex(MD5($0)))"},
};

Checked<Scalar> by_form(Call& call) {
  for (const Named& named : forms) {
    if (named.name == call.syntax.text) return text(sql(named.form, {call.text(0)}));
  }
  return wrong(call.place(), "unknown function");
}

// Equal texts have equal numbers within this store; the product's own numbers differ.
Checked<Scalar> hash(Call& call) {
  const std::string number = sql("reinterpret(xxHash64($0), 'Int64')", {call.text(0)});
  if (call.size() == 1) return make_scalar(number, Type::long_integer, false);
  const std::int64_t modulo = TRY(call.whole(1, "the modulus of hash()"));
  if (modulo < 1) return wrong(call.place_of(1), "the modulus must be positive");
  return make_scalar(sql("toInt64(positiveModulo($0, $1))", {number, sql_whole(modulo)}),
                     Type::long_integer, false);
}

Checked<Scalar> to_hexadecimal(Call& call) {
  return text(sql("ifNull(lower(replaceRegexpOne(hex(toInt64($0)), '^0+(.)', '\\\\1')), '')",
                  {converted(call[0], Type::long_integer).sql}));
}

Checked<Scalar> new_guid(Call&) {
  return make_scalar("toString(generateUUIDv4())", Type::guid, false);
}

constexpr Function functions[] = {
    {"base64_encode_tostring", 1, 1, by_form},
    {"base64_encodestring", 1, 1, by_form},
    {"base64_decode_tostring", 1, 1, by_form},
    {"base64_decodestring", 1, 1, by_form},
    {"url_encode", 1, 1, by_form},
    {"url_encode_component", 1, 1, by_form},
    {"url_decode", 1, 1, by_form},
    {"hash_sha256", 1, 1, by_form},
    {"hash_sha1", 1, 1, by_form},
    {"hash_md5", 1, 1, by_form},
    {"tohex", 1, 1, to_hexadecimal},
    {"hash", 1, 2, hash},
    {"new_guid", 0, 0, new_guid},
};

}  // namespace

std::span<const Function> encoding_functions() { return functions; }

}  // namespace backstamp::hunting::kql
