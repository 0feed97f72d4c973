#include "message/files/pdf_encryption.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <numeric>

#include "message/files/pdf_tokens.h"

namespace backstamp::message {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view padding =
    "\x28\xbf\x4e\x5e\x4e\x75\x8a\x41\x64\x00\x4e\x56\xff\xfa\x01\x08"
    "\x2e\x2e\x00\xb6\xd0\x68\x3e\x80\x2f\x0c\xa9\xfe\x64\x53\x69\x7a"sv;
static_assert(padding.size() == 32);

constexpr std::size_t block_bytes = 16;

const unsigned char* data_of(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::string digest(const EVP_MD* kind, std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), out.data(), &size, kind, nullptr) != 1) return {};
  return {reinterpret_cast<const char*>(out.data()), size};
}

std::string md5(std::string_view bytes) { return digest(EVP_md5(), bytes); }

std::string rc4(std::string_view key, std::string_view bytes) {
  std::array<unsigned char, 256> state{};
  std::iota(state.begin(), state.end(), static_cast<unsigned char>(0));
  unsigned j = 0;
  for (unsigned i = 0; i < state.size(); ++i) {
    j = (j + state[i] + static_cast<unsigned char>(key[i % key.size()])) & 255U;
    std::swap(state[i], state[j]);
  }
  std::string out(bytes);
  unsigned i = 0;
  j = 0;
  for (char& byte : out) {
    i = (i + 1) & 255U;
    j = (j + state[i]) & 255U;
    std::swap(state[i], state[j]);
    byte =
        static_cast<char>(static_cast<unsigned char>(byte) ^ state[(state[i] + state[j]) & 255U]);
  }
  return out;
}

struct CloseCipher {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

enum class Way { encrypt, decrypt };

// AES in CBC over whole blocks, without padding; the key is of 16 or 32 bytes, else nothing comes.
std::string aes(Way way, std::string_view key, std::string_view vector, std::string_view bytes) {
  const EVP_CIPHER* const cipher = key.size() == 32 ? EVP_aes_256_cbc() : EVP_aes_128_cbc();
  bytes = bytes.substr(0, bytes.size() / block_bytes * block_bytes);
  if ((key.size() != 16 && key.size() != 32) || vector.size() != block_bytes) return {};
  const std::unique_ptr<EVP_CIPHER_CTX, CloseCipher> context(EVP_CIPHER_CTX_new());
  std::string out(bytes.size() + block_bytes, '\0');
  auto* const into = reinterpret_cast<unsigned char*>(out.data());
  int size = 0;
  const bool done = context &&
                    EVP_CipherInit_ex(context.get(), cipher, nullptr, data_of(key), data_of(vector),
                                      way == Way::encrypt ? 1 : 0) == 1 &&
                    EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 &&
                    EVP_CipherUpdate(context.get(), into, &size, data_of(bytes),
                                     static_cast<int>(bytes.size())) == 1;
  out.resize(done ? static_cast<std::size_t>(size) : 0);
  return out;
}

// The vector comes first; the last byte says how many are padding.
std::string aes_opened(std::string_view key, std::string_view bytes) {
  if (bytes.size() < 2 * block_bytes) return {};
  std::string out = aes(Way::decrypt, key, bytes.substr(0, block_bytes), bytes.substr(block_bytes));
  const std::size_t pad = out.empty() ? 0 : static_cast<unsigned char>(out.back());
  if (pad > 0 && pad <= block_bytes) out.resize(out.size() - pad);
  return out;
}

std::size_t key_bytes(const PdfEncryption& encryption) {
  if (encryption.version == 4) return 16;
  if (encryption.version < 2) return 5;
  return std::clamp<std::size_t>(encryption.key_bits / 8, 5, 16);
}

// Algorithm 2: revisions 2 to 4.
std::string old_key(const PdfEncryption& encryption, std::string_view password) {
  std::string input(password.substr(0, padding.size()));
  input += padding.substr(0, padding.size() - input.size());
  input += encryption.owner.substr(0, padding.size());
  for (int shift = 0; shift < 32; shift += 8) {
    input += static_cast<char>(encryption.permissions >> shift);
  }
  input += encryption.id;
  if (encryption.revision >= 4 && !encryption.metadata) input += "\xff\xff\xff\xff";
  std::string key = md5(input).substr(0, key_bytes(encryption));
  constexpr int rounds = 50;
  for (int i = 0; encryption.revision >= 3 && i < rounds; ++i) {
    key = md5(key).substr(0, key_bytes(encryption));
  }
  return key;
}

// Algorithms 4 and 5: what U must be.
bool is_old_key(const PdfEncryption& encryption, const std::string& key) {
  if (encryption.revision == 2) return rc4(key, padding) == encryption.user;
  std::string check = rc4(key, md5(std::string(padding) + encryption.id));
  for (int i = 1; i < 20; ++i) {
    std::string turned = key;
    for (char& byte : turned) byte = static_cast<char>(byte ^ i);
    check = rc4(turned, check);
  }
  return encryption.user.starts_with(check);
}

// Algorithm 2.B: each round hashes what it encrypted, in a way that depends on it.
std::string hardened_hash(std::uint64_t revision, const std::string& password,
                          const std::string& salt) {
  constexpr int rounds_min = 64;
  constexpr int repeats = 64;
  std::string key = digest(EVP_sha256(), password + salt);
  if (revision < 6) return key;
  for (int round = 1;; ++round) {
    std::string input;
    for (int i = 0; i < repeats; ++i) (input += password) += key;
    const std::string_view view = key;
    const std::string mixed = aes(Way::encrypt, view.substr(0, 16), view.substr(16, 16), input);
    if (mixed.size() < block_bytes) return {};
    unsigned sum = 0;
    for (const char c : std::string_view(mixed).substr(0, block_bytes)) {
      sum += static_cast<unsigned char>(c);
    }
    key = digest(sum % 3 == 0 ? EVP_sha256() : sum % 3 == 1 ? EVP_sha384() : EVP_sha512(), mixed);
    // A byte is at most 255, so that this ends.
    if (round >= rounds_min && static_cast<unsigned char>(mixed.back()) <= round - 32) break;
  }
  return key.substr(0, 32);
}

// Algorithm 2.A: revisions 5 and 6.
std::optional<std::string> new_key(const PdfEncryption& encryption, std::string_view password) {
  constexpr std::size_t password_bytes_max = 127;
  const std::string& user = encryption.user;
  if (user.size() < 48 || encryption.user_key.size() < 32) return std::nullopt;
  const std::string word(password.substr(0, password_bytes_max));
  if (hardened_hash(encryption.revision, word, user.substr(32, 8)) != user.substr(0, 32)) {
    return std::nullopt;
  }
  const std::string between = hardened_hash(encryption.revision, word, user.substr(40, 8));
  std::string key =
      aes(Way::decrypt, between, std::string(block_bytes, '\0'), encryption.user_key.substr(0, 32));
  return key.size() == 32 ? std::optional(std::move(key)) : std::nullopt;
}

// Gathers what one object, or the trailer, says until the next begins.
class Finder {
 public:
  void hear(const PdfToken& token) {
    switch (token.kind) {
      case PdfTokenKind::name: hear_name(token.text); break;
      case PdfTokenKind::string: hear_string(token.text); break;
      case PdfTokenKind::number: hear_number(token.number); break;
      case PdfTokenKind::word: hear_word(token.text); break;
      case PdfTokenKind::close_dict: key_.clear(); break;
      default: break;
    }
  }

  std::optional<PdfEncryption> finish() && {
    end_object();
    if (found_) found_->id = id_;
    return std::move(found_);
  }

 private:
  void hear_name(const std::string& name) {
    if (key_ == "Filter" && name == "Standard") standard_ = true;
    if (key_ == "CFM") method_ = name;
    if (key_ == "StmF") stream_filter_ = name;
    if (key_ == "StrF") string_filter_ = name;
    key_ = name;
  }

  void hear_string(const std::string& string) {
    constexpr std::size_t bytes_max = 256;
    const std::string kept = string.substr(0, bytes_max);
    if (key_ == "O") now_.owner = kept;
    if (key_ == "U") now_.user = kept;
    if (key_ == "UE") now_.user_key = kept;
    if (key_ == "ID" && id_.empty()) id_ = kept;
  }

  void hear_number(std::uint64_t number) {
    if (key_ == "V") now_.version = number;
    if (key_ == "R") now_.revision = number;
    if (key_ == "P") now_.permissions = static_cast<std::uint32_t>(number);
    // Crypt filters have lengths of their own, mostly in bytes; what they say follows from V.
    if (key_ == "Length" && number >= 40) now_.key_bits = number;
  }

  void hear_word(const std::string& word) {
    if (word == "obj" || word == "endobj" || word == "trailer" || word == "startxref")
      return end_object();
    if (key_ == "EncryptMetadata" && word == "false") now_.metadata = false;
    if (key_ != "P") return;
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error == std::errc()) now_.permissions = static_cast<std::uint32_t>(number);
  }

  void end_object() {
    if (standard_ && !now_.owner.empty() && !now_.user.empty()) {
      now_.streams = cipher_of(stream_filter_);
      now_.strings = cipher_of(string_filter_);
      found_ = std::move(now_);
    }
    now_ = {};
    standard_ = false;
    method_ = stream_filter_ = string_filter_ = key_ = {};
  }

  PdfCipher cipher_of(const std::string& filter) const {
    if (now_.version < 4) return PdfCipher::rc4;
    if (filter.empty() || filter == "Identity" || method_ == "None") return PdfCipher::none;
    return method_.starts_with("AES") ? PdfCipher::aes : PdfCipher::rc4;
  }

  std::optional<PdfEncryption> found_;
  PdfEncryption now_;
  bool standard_ = false;
  std::string method_, stream_filter_, string_filter_, key_, id_;
};

}  // namespace

std::optional<PdfEncryption> find_pdf_encryption(std::string_view pdf) {
  if (pdf.find("/Encrypt") == pdf.npos) return std::nullopt;
  Finder finder;
  PdfTokens tokens(pdf);
  for (PdfToken token; tokens.next(token);) {
    if (token.kind == PdfTokenKind::word && token.text == "stream") {
      tokens.move_to(std::min(pdf.find("endstream", tokens.position()), pdf.size()));
    } else {
      finder.hear(token);
    }
  }
  return std::move(finder).finish();
}

std::optional<std::string> pdf_file_key(const PdfEncryption& encryption,
                                        std::string_view password) {
  if (encryption.revision >= 5) return new_key(encryption, password);
  if (encryption.revision < 2 || encryption.owner.size() < padding.size()) return std::nullopt;
  std::string key = old_key(encryption, password);
  return is_old_key(encryption, key) ? std::optional(std::move(key)) : std::nullopt;
}

std::string pdf_decrypted(const PdfEncryption& encryption, std::string_view key, PdfCipher cipher,
                          PdfObjectNumber number, std::string_view bytes) {
  if (cipher == PdfCipher::none || key.empty()) return std::string(bytes);
  if (encryption.revision >= 5) return aes_opened(key, bytes);
  std::string input(key);
  for (int shift = 0; shift < 24; shift += 8) input += static_cast<char>(number.object >> shift);
  for (int shift = 0; shift < 16; shift += 8) {
    input += static_cast<char>(number.generation >> shift);
  }
  if (cipher == PdfCipher::aes) input += "sAlT";
  const std::string own = md5(input).substr(0, std::min<std::size_t>(key.size() + 5, 16));
  return cipher == PdfCipher::aes ? aes_opened(own, bytes) : rc4(own, bytes);
}

}  // namespace backstamp::message
