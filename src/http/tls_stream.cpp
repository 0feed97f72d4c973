// TLS between two memory buffers; the socket carries what lies in them, with its own deadlines.
#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <array>

#include "http/stream.h"

namespace backstamp::http {
namespace {

constexpr std::size_t record_bytes = 16 * 1024 + 512;

struct Free {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};
using Context = std::unique_ptr<SSL_CTX, Free>;
using Session = std::unique_ptr<SSL, Free>;

std::string last_error() {
  std::array<char, 200> text{};
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  if (code == 0) return "TLS failed";
  ERR_error_string_n(code, text.data(), text.size());
  return text.data();
}

bool is_address(const std::string& name) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  return ::inet_pton(AF_INET, name.c_str(), bytes.data()) == 1 ||
         ::inet_pton(AF_INET6, name.c_str(), bytes.data()) == 1;
}

Result<Context> context_for(const TlsPeer& peer) {
  Context context(SSL_CTX_new(TLS_client_method()));
  if (!context) return fail(Fault::limit, last_error());
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_default_verify_paths(context.get());
  if (!peer.ca_file.empty() &&
      SSL_CTX_load_verify_locations(context.get(), peer.ca_file.c_str(), nullptr) != 1) {
    ERR_clear_error();
    return fail(Fault::invalid, "cannot read certificates of authorities (PEM) from " +
                                    peer.ca_file + "; correct the file");
  }
  return context;
}

Result<Session> session_for(SSL_CTX* context, const TlsPeer& peer) {
  Session ssl(SSL_new(context));
  if (!ssl) return fail(Fault::limit, last_error());
  SSL_set_bio(ssl.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  SSL_set_connect_state(ssl.get());
  const bool address = is_address(peer.name);
  const int named =
      address ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl.get()), peer.name.c_str())
              : SSL_set1_host(ssl.get(), peer.name.c_str());
  if (named != 1) return fail(Fault::invalid, "\"" + peer.name + "\" is no host name");
  if (!address) SSL_set_tlsext_host_name(ssl.get(), peer.name.c_str());
  return ssl;
}

class TlsStream final : public Stream {
 public:
  TlsStream(Socket socket, Context context, Session ssl)
      : socket_(std::move(socket)), context_(std::move(context)), ssl_(std::move(ssl)) {}

  Result<void> shake_hands(const std::string& name, Deadline deadline) {
    for (;;) {
      ERR_clear_error();
      const int done = SSL_do_handshake(ssl_.get());
      const int why = SSL_get_error(ssl_.get(), done);
      TRY(send_out(deadline));
      if (done == 1) return {};
      if (why != SSL_ERROR_WANT_READ) return refused(name);
      if (TRY(take_in(deadline)) == 0) {
        return fail(Fault::unavailable, name + " closed the connection while shaking hands");
      }
    }
  }

  Result<std::size_t> read(std::span<char> room, Deadline deadline) override {
    for (;;) {
      ERR_clear_error();
      std::size_t got = 0;
      const int done = SSL_read_ex(ssl_.get(), room.data(), room.size(), &got);
      if (done == 1) return got;
      const int why = SSL_get_error(ssl_.get(), done);
      TRY(send_out(deadline));  // an answer to what was read, such as new keys
      if (why == SSL_ERROR_ZERO_RETURN) return std::size_t{0};
      if (why != SSL_ERROR_WANT_READ) return fail(Fault::unavailable, last_error());
      // An end without TLS's own would let anybody cut an answer short.
      if (TRY(take_in(deadline)) == 0) {
        return fail(Fault::unavailable, "the peer closed without ending TLS");
      }
    }
  }

  Result<void> write(std::span<const std::string_view> pieces, Deadline deadline) override {
    for (const std::string_view piece : pieces) {
      std::size_t wrote = 0;
      if (piece.empty()) continue;
      ERR_clear_error();
      if (SSL_write_ex(ssl_.get(), piece.data(), piece.size(), &wrote) != 1) {
        return fail(Fault::unavailable, last_error());
      }
      TRY(send_out(deadline));
    }
    return {};
  }

  bool readable_now() const override {
    return SSL_pending(ssl_.get()) > 0 || socket_.readable_now();
  }
  bool open() const override { return socket_.open(); }
  void end() override { socket_.end(); }
  void close() override { socket_.close(); }

 private:
  std::unexpected<Error> refused(const std::string& name) {
    const long verified = SSL_get_verify_result(ssl_.get());
    if (verified != X509_V_OK) {
      ERR_clear_error();
      return fail(Fault::denied, "the certificate of " + name + " is not accepted: " +
                                     X509_verify_cert_error_string(verified));
    }
    return fail(Fault::unavailable, "no TLS with " + name + ": " + last_error());
  }

  Result<void> send_out(Deadline deadline) {
    std::array<char, record_bytes> bytes;
    for (;;) {
      const int count = BIO_read(SSL_get_wbio(ssl_.get()), bytes.data(), bytes.size());
      if (count <= 0) return {};
      TRY(socket_.write(std::string_view(bytes.data(), static_cast<std::size_t>(count)), deadline));
    }
  }

  Result<std::size_t> take_in(Deadline deadline) {
    std::array<char, record_bytes> bytes;
    const std::size_t got = TRY(socket_.read(bytes, deadline));
    BIO_write(SSL_get_rbio(ssl_.get()), bytes.data(), static_cast<int>(got));
    return got;
  }

  Socket socket_;
  Context context_;
  Session ssl_;  // before its context
};

}  // namespace

Result<std::unique_ptr<Stream>> secured_stream(Socket socket, const TlsPeer& peer,
                                               Deadline deadline) {
  Context context = TRY(context_for(peer));
  Session ssl = TRY(session_for(context.get(), peer));
  auto stream = std::make_unique<TlsStream>(std::move(socket), std::move(context), std::move(ssl));
  TRY(stream->shake_hands(peer.name, deadline));
  return stream;
}

}  // namespace backstamp::http
