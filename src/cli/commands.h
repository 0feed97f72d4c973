// The subcommands that need no server of their own: one file each.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace backstamp::cli {

// Exit status: 0 done, 1 a negative answer, 2 the call was wrong or could not be carried out.
// "backstamp: WHAT" on standard error; gives the exit status.
int complain(const Error& error);

struct Place {
  std::filesystem::path data;
  bool json = false;
};

// Starts a server in this process and keeps it while the object lives. Handed in by main.
class LocalServer {
 public:
  virtual ~LocalServer() = default;
};
using StartServer =
    std::function<Result<std::unique_ptr<LocalServer>>(const std::filesystem::path& data)>;

int parse_files(const std::vector<std::string>& files);

struct ImportOptions {
  std::string source, mailbox, direction;
};
int import_source(const Place& place, const ImportOptions& options, const StartServer& start);

}  // namespace backstamp::cli
