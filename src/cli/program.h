// The command line: arguments -> the subcommand -> exit status.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "cli/subcommand.h"

namespace backstamp::cli {

// The processes and the server that only main can make.
struct Programs {
  std::function<int(const std::filesystem::path& data, const std::string& config,
                    const std::string& listen)>
      serve;
  std::function<int(const std::filesystem::path& data, std::uint64_t memory_mib)> engine;
  std::function<int(const std::filesystem::path& data, const std::string& config)> milter, click;
  std::function<int(const std::filesystem::path& data)> rotate_link_keys;
  std::function<Result<std::unique_ptr<LocalServer>>(const std::filesystem::path& data)>
      start_server;
};

int run(int argc, char** argv, const Programs& programs);

}  // namespace backstamp::cli
