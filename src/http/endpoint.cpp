#include "http/endpoint.h"

#include <charconv>
#include <optional>

namespace backstamp::http {
namespace {

constexpr std::string_view unix_scheme = "unix:";
constexpr std::size_t socket_path_bytes_max = 107;  // sun_path with its final NUL

std::optional<std::uint16_t> port_of(std::string_view digits) {
  std::uint16_t port = 0;
  const char* end = digits.data() + digits.size();
  const auto [rest, error] = std::from_chars(digits.data(), end, port);
  if (digits.empty() || rest != end || error != std::errc()) return std::nullopt;
  return port;
}

bool plain_host(std::string_view host) {
  if (host.empty()) return false;
  for (const unsigned char c : host) {
    if (c <= ' ' || c >= 0x7f || std::string_view("/?#@[]").contains(static_cast<char>(c))) {
      return false;
    }
  }
  return true;
}

Result<Endpoint> parse_unix(std::string_view path) {
  if (path.empty() || path.contains('\0')) {
    return fail(Fault::invalid, "a Unix socket needs a path: unix:/run/name.sock");
  }
  if (path.size() > socket_path_bytes_max) {
    return fail(Fault::invalid,
                "a Unix socket's path has at most 107 bytes: choose one shorter "
                "than " +
                    std::string(path));
  }
  return UnixEndpoint{std::filesystem::path(path)};
}

}  // namespace

Result<Endpoint> parse_endpoint(std::string_view text) {
  if (text.starts_with(unix_scheme)) return parse_unix(text.substr(unix_scheme.size()));
  const auto wrong = [&] {
    return fail(Fault::invalid, "not an address: \"" + std::string(text) +
                                    "\"; write 127.0.0.1:8123, [::1]:8123 or unix:/path");
  };
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return wrong();
  std::string_view host = text.substr(0, colon);
  const bool bracketed = host.starts_with('[') && host.ends_with(']') && host.size() > 2;
  if (bracketed) host = host.substr(1, host.size() - 2);
  const auto port = port_of(text.substr(colon + 1));
  if (!port || !plain_host(host) || host.contains(':') != bracketed) return wrong();
  return TcpEndpoint{std::string(host), *port};
}

std::string text_of(const Endpoint& endpoint) {
  if (const auto* socket = std::get_if<UnixEndpoint>(&endpoint)) {
    return std::string(unix_scheme) + socket->path.string();
  }
  const auto& tcp = std::get<TcpEndpoint>(endpoint);
  const bool bracketed = tcp.host.contains(':');
  return (bracketed ? "[" + tcp.host + "]" : tcp.host) + ":" + std::to_string(tcp.port);
}

}  // namespace backstamp::http
