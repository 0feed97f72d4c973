#include "playbook/signature.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "base/text.h"
#include "playbook/base64.h"
#include "playbook/canonical_json.h"
#include "playbook/strict_json.h"

namespace backstamp::playbook {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t signatures_max = 50;
constexpr std::size_t half = 32;  // of an ES256 signature: r and s

template <auto free>
struct Freer {
  template <class T>
  void operator()(T* pointer) const {
    free(pointer);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using Context = std::unique_ptr<EVP_MD_CTX, Freer<EVP_MD_CTX_free>>;
using EcSignature = std::unique_ptr<ECDSA_SIG, Freer<ECDSA_SIG_free>>;
using Memory = std::unique_ptr<BIO, Freer<BIO_free_all>>;

std::string text_in(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

// Base64, also with the alphabet of URLs and without its end (RFC 4648).
std::string decoded(std::string text) {
  std::erase_if(text, [](unsigned char c) { return std::isspace(c) || c == '='; });
  std::ranges::replace(text, '-', '+');
  std::ranges::replace(text, '_', '/');
  const std::size_t missing = (4 - text.size() % 4) % 4;
  text.append(missing, '=');
  std::string bytes(text.size(), '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  if (size < 0 || missing > 2) return "";
  bytes.resize(static_cast<std::size_t>(size) - missing);
  return bytes;
}

std::string url_encoded(std::string_view bytes) {
  std::string text = encode_base64(bytes);
  while (text.ends_with('=')) text.pop_back();
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return text;
}

std::string_view algorithm_of(const EVP_PKEY* key) {
  switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA: return "RS256";
    case EVP_PKEY_ED25519: return "Ed25519";
    case EVP_PKEY_EC: return EVP_PKEY_get_bits(key) == 256 ? "ES256" : "";
    default: return "";
  }
}

const EVP_MD* digest_for(std::string_view algorithm) {
  return algorithm == "Ed25519" ? nullptr : EVP_sha256();
}

// r and s side by side (RFC 7518 section 3.4) to and from DER, which OpenSSL speaks.
std::string der_of(const std::string& sides) {
  if (sides.size() != 2 * half) return "";
  const auto* bytes = reinterpret_cast<const unsigned char*>(sides.data());
  const EcSignature signature(ECDSA_SIG_new());
  ECDSA_SIG_set0(signature.get(), BN_bin2bn(bytes, half, nullptr),
                 BN_bin2bn(bytes + half, half, nullptr));
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(signature.get(), &der);
  std::string result(reinterpret_cast<char*>(der), size > 0 ? static_cast<std::size_t>(size) : 0);
  OPENSSL_free(der);
  return result;
}

std::string sides_of(const std::string& der) {
  const auto* from = reinterpret_cast<const unsigned char*>(der.data());
  const EcSignature signature(d2i_ECDSA_SIG(nullptr, &from, static_cast<long>(der.size())));
  std::string sides(2 * half, '\0');
  if (!signature) return "";
  auto* bytes = reinterpret_cast<unsigned char*>(sides.data());
  BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), bytes, half);
  BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), bytes + half, half);
  return sides;
}

bool verifies(EVP_PKEY* key, const std::string& algorithm, const std::string& message,
              const std::string& value) {
  const std::string signature = algorithm == "ES256" ? der_of(value) : value;
  const Context context(EVP_MD_CTX_new());
  return EVP_DigestVerifyInit(context.get(), nullptr, digest_for(algorithm), nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                          signature.size(), reinterpret_cast<const unsigned char*>(message.data()),
                          message.size()) == 1;
}

Result<std::string> signed_by(EVP_PKEY* key, std::string_view algorithm,
                              const std::string& message) {
  const Context context(EVP_MD_CTX_new());
  const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
  std::size_t size = 0;
  const bool ready =
      EVP_DigestSignInit(context.get(), nullptr, digest_for(algorithm), nullptr, key) == 1 &&
      EVP_DigestSign(context.get(), nullptr, &size, bytes, message.size()) == 1;
  if (!ready) return fail(Fault::invalid, "the key can't sign");
  std::string signature(size, '\0');
  if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     bytes, message.size()) != 1) {
    return fail(Fault::invalid, "the key can't sign");
  }
  signature.resize(size);
  return algorithm == "ES256" ? sides_of(signature) : signature;
}

// What is signed: of the playbook with this one signature, without its value.
Result<std::string> message_for(Json playbook, Json signature) {
  signature.erase("value");
  playbook["signatures"] = Json::array({std::move(signature)});
  return sha256_hex(TRY(canonical_json(playbook.dump())));
}

std::string validity_problem(const Json& playbook, const Json& signature, Time now) {
  const auto from = parse_rfc3339(text_in(signature, "valid_from"));
  const auto until = parse_rfc3339(text_in(signature, "valid_until"));
  if (signature.value("revoked", Json()) == true) return "it was revoked";
  if (from && now < *from) return "it is not valid yet";
  if (until && now >= *until) return "it has expired";
  const std::string about = text_in(signature, "related_to");
  const std::string version = text_in(signature, "related_version");
  if (about != text_in(playbook, "id")) return "it is about another playbook";
  return version == text_in(playbook, "modified") ? "" : "it is about another version";
}

std::string problem_of(const Json& playbook, const Json& signature, Time now) {
  const std::string der = decoded(text_in(signature, "public_key"));
  if (der.empty()) return "it has no public_key in base64";
  const auto* from = reinterpret_cast<const unsigned char*>(der.data());
  const Key key(d2i_PUBKEY(nullptr, &from, static_cast<long>(der.size())));
  const std::string algorithm = text_in(signature, "algorithm");
  if (!key || algorithm_of(key.get()).empty()) return "its public_key is of no kind known here";
  if (algorithm_of(key.get()) != algorithm) {
    return "algorithm " + Text::lossy(algorithm).cut(40).str() + " does not fit its key";
  }
  if (text_in(signature, "hash_algorithm") != "sha-256") return "its hash_algorithm is not sha-256";
  const auto message = message_for(playbook, signature);
  if (!message) return message.error().what;
  if (!verifies(key.get(), algorithm, *message, decoded(text_in(signature, "value")))) {
    return "the playbook or the signature was changed";
  }
  return validity_problem(playbook, signature, now);
}

Result<Json> read_object(std::string_view text) {
  TRY(check_json(text, {}));
  Json json = Json::parse(text, nullptr, false);
  if (json.is_object()) return json;
  return fail(Fault::invalid, "a playbook is expected, an object of JSON");
}

}  // namespace

Result<std::vector<SignatureFound>> signatures_of(std::string_view text, Time now) {
  const Json playbook = TRY(read_object(text));
  std::vector<SignatureFound> found;
  const auto list = playbook.find("signatures");
  if (list == playbook.end() || !list->is_array()) return found;
  for (const Json& signature : *list) {
    if (!signature.is_object()) continue;
    if (found.size() >= signatures_max) return fail(Fault::limit, "more than 50 signatures");
    const std::string der = decoded(text_in(signature, "public_key"));
    found.push_back({.id = text_in(signature, "id"),
                     .signee = text_in(signature, "signee"),
                     .algorithm = text_in(signature, "algorithm"),
                     .key = der.empty() ? "" : sha256_hex(der),
                     .why = problem_of(playbook, signature, now)});
  }
  return found;
}

Result<std::string> with_signature(std::string_view text, const Signer& signer) {
  Json playbook = TRY(read_object(text));
  const Memory pem(
      BIO_new_mem_buf(signer.private_key.data(), static_cast<int>(signer.private_key.size())));
  const Key key(PEM_read_bio_PrivateKey(pem.get(), nullptr, nullptr, nullptr));
  const std::string algorithm(key ? algorithm_of(key.get()) : "");
  if (algorithm.empty()) {
    return fail(Fault::invalid, "the key is no private RSA, P-256 or Ed25519 key in PEM form");
  }
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key.get(), &der);
  const std::string public_key(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  Json signature = {{"type", "jss"},
                    {"id", signer.id},
                    {"created_by", signer.created_by},
                    {"created", rfc3339(signer.now)},
                    {"modified", rfc3339(signer.now)},
                    {"signee", signer.signee},
                    {"related_to", text_in(playbook, "id")},
                    {"related_version", text_in(playbook, "modified")},
                    {"hash_algorithm", "sha-256"},
                    {"algorithm", algorithm},
                    {"public_key", encode_base64(public_key)}};
  const std::string message = TRY(message_for(playbook, signature));
  signature["value"] = url_encoded(TRY(signed_by(key.get(), algorithm, message)));
  if (!playbook.contains("signatures") || !playbook["signatures"].is_array()) {
    playbook["signatures"] = Json::array();
  }
  playbook["signatures"].push_back(std::move(signature));
  return playbook.dump(2) + "\n";
}

}  // namespace backstamp::playbook
