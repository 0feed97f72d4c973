// The whole server as one object: opens the data folder, starts everything in order, stops it in
// reverse.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/settings.h"
#include "http/endpoint.h"

namespace backstamp {

struct ServerSettings {
  std::filesystem::path data;
  std::filesystem::path program;  // this program, to start the engine with
  Settings settings;
  std::optional<http::Endpoint> listen;  // besides the Unix socket; loopback only
};

class Server {
 public:
  // Errors: conflict (another server holds the folder; a newer version wrote it), and those of the
  // stores and the engine.
  static Result<std::unique_ptr<Server>> start(const ServerSettings& settings);
  virtual ~Server() = default;
};

}  // namespace backstamp
