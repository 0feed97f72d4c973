// What every subcommand shares. Each is one file that adds itself to the program in program.cpp.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"

namespace CLI {
class App;
}

namespace backstamp::cli {

// A server in this process, kept while the object lives. Handed in by main.
class LocalServer {
 public:
  virtual ~LocalServer() = default;
};

struct Context {
  std::string data;   // folder of all embedded stores
  bool json = false;  // print JSON, one object a line for lists
  std::function<Result<std::unique_ptr<LocalServer>>(const std::filesystem::path& data)>
      start_server;
  int status = 0;  // 0 done, 1 a negative answer, 2 the call was wrong or could not be carried out
};

// "backstamp: WHAT" on standard error; gives the exit status.
int complain(const Error& error);
// Who decides or reports, as the audit chain names them: the login name.
std::string operator_name();

void add_actions(CLI::App& app, Context& context);
void add_alerts(CLI::App& app, Context& context);
void add_audit(CLI::App& app, Context& context);
void add_events(CLI::App& app, Context& context);
void add_feeds(CLI::App& app, Context& context);
void add_hunt(CLI::App& app, Context& context);
void add_hunts(CLI::App& app, Context& context);
void add_import(CLI::App& app, Context& context);
void add_indicators(CLI::App& app, Context& context);
void add_investigate(CLI::App& app, Context& context);
void add_investigations(CLI::App& app, Context& context);
void add_judge(CLI::App& app, Context& context);
void add_mailboxes(CLI::App& app, Context& context);
void add_parse(CLI::App& app, Context& context);
void add_playbook(CLI::App& app, Context& context);
void add_policy(CLI::App& app, Context& context);
void add_report(CLI::App& app, Context& context);
void add_rules(CLI::App& app, Context& context);
void add_sample(CLI::App& app, Context& context);

}  // namespace backstamp::cli
