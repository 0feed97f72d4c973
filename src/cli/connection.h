// The way to the running server, or to one in this process where none runs.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "cli/subcommand.h"
#include "http/client.h"

namespace backstamp::cli {

class Connection {
 public:
  static Result<Connection> open(const Context& context);

  // JSON in, JSON out. A problem document becomes the Error.
  Result<std::string> get(const std::string& path) const;
  Result<std::string> post(const std::string& path, std::string body) const;
  Result<std::string> put(const std::string& path, std::string body) const;
  Result<std::string> remove(const std::string& path) const;

 private:
  Result<std::string> ask(http::Request request) const;
  std::unique_ptr<LocalServer> own_;  // ends after client_
  std::unique_ptr<http::Client> client_;
};

}  // namespace backstamp::cli
