// Signatures of playbooks (CACAO 2.0 section 9): JSON signatures over the canonical playbook.
// Signed is the lower-case hex SHA-256 of the playbook (RFC 8785) with this one signature, without
// its value, in `signatures`, as in the worked example of the standard's authors.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace backstamp::playbook {

struct SignatureFound {
  std::string id, signee, algorithm;
  std::string key;  // lower-case hex SHA-256 of the public key (DER), empty when it has none
  std::string why;  // why it is not valid now; empty: it is
};
// Each signature of the playbook. RS256, ES256 and Ed25519 are known, with the public key in
// `public_key` as base64 of its DER form; other algorithms are not valid here. Error: invalid JSON.
Result<std::vector<SignatureFound>> signatures_of(std::string_view playbook, Time now);

struct Signer {
  std::string private_key;  // PEM: RSA, P-256 or Ed25519
  std::string created_by;   // "identity--..."
  std::string signee;
  std::string id;  // "jss--..."
  Time now;
};
// The playbook with one more signature. Error: invalid (no JSON object, no such key).
Result<std::string> with_signature(std::string_view playbook, const Signer& signer);

}  // namespace backstamp::playbook
