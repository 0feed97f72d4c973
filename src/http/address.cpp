// connect_to() and listen_on(): endpoints of every kind as sockets.
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "http/socket.h"

namespace backstamp::http {
namespace {

struct Address {
  sockaddr_storage bytes{};
  socklen_t size = 0;
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&bytes); }
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&bytes); }
};

Result<Address> address_of(const UnixEndpoint& endpoint) {
  const std::string path = endpoint.path.string();
  Address address;
  auto* unix_address = reinterpret_cast<sockaddr_un*>(&address.bytes);
  if (path.empty() || path.size() >= sizeof unix_address->sun_path) {
    return fail(Fault::invalid, "a Unix socket's path has 1 to 107 bytes: \"" + path + "\"");
  }
  unix_address->sun_family = AF_UNIX;
  std::memcpy(unix_address->sun_path, path.c_str(), path.size() + 1);
  address.size = sizeof(sockaddr_un);
  return address;
}

enum class Names { resolved, literal_only };

Result<std::vector<Address>> addresses_of(const TcpEndpoint& endpoint, Names names) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_NUMERICSERV | (names == Names::literal_only ? AI_NUMERICHOST : 0);
  addrinfo* found = nullptr;
  const std::string port = std::to_string(endpoint.port);
  const int failed = ::getaddrinfo(endpoint.host.c_str(), port.c_str(), &wanted, &found);
  if (failed != 0) {
    return fail(names == Names::literal_only ? Fault::invalid : Fault::unavailable,
                "cannot resolve " + endpoint.host + ": " + ::gai_strerror(failed));
  }
  std::vector<Address> addresses;
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    Address address;
    std::memcpy(&address.bytes, each->ai_addr, each->ai_addrlen);
    address.size = each->ai_addrlen;
    addresses.push_back(address);
  }
  ::freeaddrinfo(found);
  return addresses;
}

Result<Fd> make_socket(const Address& address) {
  Fd fd(::socket(address.get()->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.open()) return std::unexpected(errno_error("cannot make a socket", errno));
  return fd;
}

// ETIMEDOUT also when our own deadline passed.
std::expected<Fd, int> connect_once(const Address& address, Deadline deadline) {
  Fd fd(::socket(address.get()->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.open()) return std::unexpected(errno);
  if (::connect(fd.get(), address.get(), address.size) == 0) return fd;
  if (errno != EINPROGRESS) return std::unexpected(errno);
  pollfd waiting{.fd = fd.get(), .events = POLLOUT, .revents = 0};
  const auto left = std::chrono::ceil<Duration>(deadline - std::chrono::steady_clock::now());
  const int ready = ::poll(&waiting, 1, static_cast<int>(std::max<std::int64_t>(0, left.count())));
  if (ready <= 0) return std::unexpected(ready == 0 ? ETIMEDOUT : errno);
  int error_number = 0;
  socklen_t size = sizeof error_number;
  ::getsockopt(fd.get(), SOL_SOCKET, SO_ERROR, &error_number, &size);
  if (error_number != 0) return std::unexpected(error_number);
  return fd;
}

// Refused, absent and unreachable are `unavailable`, whatever errno says.
std::unexpected<Error> cannot_connect(int error_number) {
  const Error error = errno_error("cannot connect", error_number);
  if (error_number == ETIMEDOUT) return fail(Fault::timeout, error.what);
  return fail(error.fault == Fault::denied ? Fault::denied : Fault::unavailable, error.what);
}

Result<Fd> connect_unix(const Address& address, Deadline deadline) {
  for (;;) {
    auto fd = connect_once(address, deadline);
    if (fd) return std::move(*fd);
    // A full queue says EAGAIN, and there is nothing to wait on.
    if (fd.error() != EAGAIN) return cannot_connect(fd.error());
    if (std::chrono::steady_clock::now() >= deadline) return cannot_connect(ETIMEDOUT);
    ::poll(nullptr, 0, /*ms=*/5);
  }
}

Result<Fd> connect_tcp(const TcpEndpoint& endpoint, Deadline deadline) {
  int error_number = EADDRNOTAVAIL;
  for (const Address& address : TRY(addresses_of(endpoint, Names::resolved))) {
    auto fd = connect_once(address, deadline);
    if (fd) return std::move(*fd);
    error_number = fd.error();
  }
  return cannot_connect(error_number);
}

std::unexpected<Error> cannot_listen(const Endpoint& endpoint, int error_number) {
  const Error error = errno_error("cannot listen on " + text_of(endpoint), error_number);
  return fail(error_number == EADDRINUSE ? Fault::conflict : error.fault, error.what);
}

// A socket file that refuses connections was left behind by a process that is gone.
Result<void> remove_stale(const UnixEndpoint& endpoint, const Address& address) {
  struct stat status{};
  const bool there = ::lstat(endpoint.path.c_str(), &status) == 0;
  if (there && !S_ISSOCK(status.st_mode)) {
    return fail(Fault::conflict, endpoint.path.string() + " is no socket: remove or rename it");
  }
  const auto probe = connect_once(address, deadline_in(Duration(1'000)));
  if (probe || probe.error() == EAGAIN) return cannot_listen(endpoint, EADDRINUSE);
  if (there && ::unlink(endpoint.path.c_str()) != 0 && errno != ENOENT) {
    return std::unexpected(errno_error("cannot remove " + endpoint.path.string(), errno));
  }
  return {};
}

Result<Listening> listen_unix(const UnixEndpoint& endpoint) {
  const Address address = TRY(address_of(endpoint));
  Fd fd = TRY(make_socket(address));
  ::fchmod(fd.get(), 0600);  // before bind(), so that there is no moment with another mode
  if (::bind(fd.get(), address.get(), address.size) != 0) {
    if (errno != EADDRINUSE) return cannot_listen(endpoint, errno);
    TRY(remove_stale(endpoint, address));
    if (::bind(fd.get(), address.get(), address.size) != 0) return cannot_listen(endpoint, errno);
  }
  if (::listen(fd.get(), SOMAXCONN) != 0) return cannot_listen(endpoint, errno);
  return Listening{std::move(fd), endpoint};
}

std::uint16_t port_of(const Fd& fd) {
  Address bound;
  bound.size = sizeof bound.bytes;
  ::getsockname(fd.get(), bound.get(), &bound.size);
  return ntohs(bound.get()->sa_family == AF_INET6
                   ? reinterpret_cast<sockaddr_in6*>(&bound.bytes)->sin6_port
                   : reinterpret_cast<sockaddr_in*>(&bound.bytes)->sin_port);
}

Result<Listening> listen_tcp(const TcpEndpoint& endpoint) {
  const auto addresses = TRY(addresses_of(endpoint, Names::literal_only));
  Fd fd = TRY(make_socket(addresses.front()));
  const int on = 1;
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(fd.get(), addresses.front().get(), addresses.front().size) != 0 ||
      ::listen(fd.get(), SOMAXCONN) != 0) {
    return cannot_listen(endpoint, errno);
  }
  const std::uint16_t port = port_of(fd);
  return Listening{std::move(fd), TcpEndpoint{endpoint.host, port}};
}

}  // namespace

Result<Socket> connect_to(const Endpoint& endpoint, Deadline deadline) {
  if (const auto* tcp = std::get_if<TcpEndpoint>(&endpoint)) {
    return Socket(TRY_IN(text_of(endpoint), connect_tcp(*tcp, deadline)));
  }
  const Address address = TRY(address_of(std::get<UnixEndpoint>(endpoint)));
  return Socket(TRY_IN(text_of(endpoint), connect_unix(address, deadline)));
}

Result<Listening> listen_on(const Endpoint& endpoint) {
  if (const auto* tcp = std::get_if<TcpEndpoint>(&endpoint)) return listen_tcp(*tcp);
  return listen_unix(std::get<UnixEndpoint>(endpoint));
}

}  // namespace backstamp::http
