// A client's connection to a server: plain, or secured by TLS with the server's certificate
// verified. OpenSSL is hidden in tls_stream.cpp.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "http/socket.h"

namespace backstamp::http {

// Whom to expect on the other side of TLS.
struct TlsPeer {
  std::string name;     // host name or literal address; the certificate must be for it
  std::string ca_file;  // PEM of authorities that are believed besides the system's; may be empty
};

class Stream {
 public:
  virtual ~Stream() = default;
  // As those of Socket.
  virtual Result<std::size_t> read(std::span<char> room, Deadline deadline) = 0;
  virtual Result<void> write(std::span<const std::string_view> pieces, Deadline deadline) = 0;
  virtual bool readable_now() const = 0;
  virtual bool open() const = 0;
  virtual void end() = 0;  // from any thread: what waits on it wakes
  virtual void close() = 0;
};

std::unique_ptr<Stream> plain_stream(Socket socket);

// Shakes hands: TLS 1.2 or newer. Errors: denied (the certificate is not for `peer`, expired, or of
// nobody who is believed), invalid (the CA file), unavailable (not TLS, cut off), timeout.
Result<std::unique_ptr<Stream>> secured_stream(Socket socket, const TlsPeer& peer,
                                               Deadline deadline);

}  // namespace backstamp::http
