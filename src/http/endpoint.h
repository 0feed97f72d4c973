// Where a server listens and a client connects: a Unix socket or a TCP address.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"

namespace backstamp::http {

struct UnixEndpoint {
  std::filesystem::path path;  // at most 107 bytes (sun_path)
};

struct TcpEndpoint {
  std::string host;        // a literal IPv4 or IPv6 address, or a name for a client
  std::uint16_t port = 0;  // 0 for a server: any free port
};

using Endpoint = std::variant<UnixEndpoint, TcpEndpoint>;

// "unix:/run/x.sock", "127.0.0.1:8123", "[::1]:8123". Error: invalid.
Result<Endpoint> parse_endpoint(std::string_view text);
std::string text_of(const Endpoint& endpoint);

}  // namespace backstamp::http
