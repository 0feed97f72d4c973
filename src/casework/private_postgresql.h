// A PostgreSQL of a program's own, for tests and benchmarks: a cluster in a temporary folder,
// reached by a Unix socket alone, gone with the program that started it.
#pragma once

#include <fcntl.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace backstamp::casework {

class PrivatePostgresql {
 public:
  // Whether a commit waits for the disk. A killed process loses nothing either way.
  enum class Disk { synced, unsynced };

  // Error: not_found where PostgreSQL 15 is not installed.
  static Result<std::unique_ptr<PrivatePostgresql>> start(Disk disk = Disk::unsynced) {
    if (!std::filesystem::exists(programs + "postgres")) {
      return fail(Fault::not_found, "no " + programs + "postgres: install postgresql-15");
    }
    std::unique_ptr<PrivatePostgresql> server(new PrivatePostgresql);
    TRY(server->make_cluster(disk));
    TRY(server->start_server());
    return server;
  }

  ~PrivatePostgresql() {
    stop(SIGQUIT);
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  PrivatePostgresql(const PrivatePostgresql&) = delete;
  PrivatePostgresql& operator=(const PrivatePostgresql&) = delete;

  // Each schema is a case store of its own.
  std::string url(const std::string& schema = "public") const {
    return "postgresql:///postgres?host=" + folder_.string() + "&user=bs&options=-csearch_path%3D" +
           schema;
  }

  // The server ends with the thread that calls this.
  Result<void> start_server() {
    server_ = spawn({programs + "postgres", "-D", (folder_ / "data").string()});
    return await_ready();
  }
  // SIGINT ends its sessions and writes a checkpoint; SIGQUIT is a crash.
  void stop(int signal) {
    if (server_ <= 0) return;
    ::kill(server_, signal);
    ::waitpid(server_, nullptr, 0);
    server_ = 0;
  }

 private:
  inline static const std::string programs = "/usr/lib/postgresql/15/bin/";

  PrivatePostgresql() {
    std::string name = "/tmp/bs-pg-XXXXXX";
    if (::mkdtemp(name.data()) != nullptr) folder_ = name;
  }

  Result<void> make_cluster(Disk disk) {
    if (folder_.empty()) return fail(Fault::unavailable, "no temporary folder in /tmp");
    if (::geteuid() == 0) {
      const passwd* user = ::getpwnam("postgres");
      if (user == nullptr) return fail(Fault::not_found, "there is no user postgres");
      if (::chown(folder_.c_str(), user->pw_uid, user->pw_gid) != 0) {
        return std::unexpected(errno_error("cannot chown " + folder_.string(), errno));
      }
    }
    const int made = spawn({programs + "initdb", "-D", (folder_ / "data").string(), "-A", "trust",
                            "-U", "bs", "-E", "UTF8", "--locale=C", "--no-sync"});
    int status = 0;
    ::waitpid(made, &status, 0);
    if (status != 0) return fail(Fault::unavailable, "initdb failed: " + log());
    std::ofstream settings(folder_ / "data/postgresql.conf", std::ios::app);
    settings << "listen_addresses = ''\nunix_socket_directories = '" << folder_.string() << "'\n"
             << "max_connections = 60\nshared_buffers = 32MB\n"
             << "fsync = " << (disk == Disk::synced ? "on" : "off") << "\n";
    return {};
  }

  // postgres refuses to run as root. The signal at this program's end keeps nothing running.
  std::vector<std::string> as_user(std::vector<std::string> command) const {
    if (::geteuid() != 0) return command;
    std::vector<std::string> all = {"setpriv",        "--reuid=postgres", "--regid=postgres",
                                    "--clear-groups", "--pdeathsig=QUIT", "--"};
    all.insert(all.end(), command.begin(), command.end());
    return all;
  }

  int spawn(const std::vector<std::string>& command) const {
    std::vector<std::string> words = as_user(command);
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const std::string log_path = (folder_ / "log").string();
    const int child = ::fork();
    if (child != 0) return child;
    const int log = ::open(log_path.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    const int null = ::open("/dev/null", O_RDONLY);
    if (::dup2(null, 0) < 0 || ::dup2(log, 1) < 0 || ::dup2(log, 2) < 0) ::_exit(126);
    ::close_range(3, ~0U, 0);
    if (::chdir("/") != 0) ::_exit(126);
    ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
    ::execvp(arguments[0], arguments.data());
    ::_exit(127);
  }

  Result<void> await_ready() {
    const Deadline deadline = deadline_in(std::chrono::seconds(30));
    while (std::chrono::steady_clock::now() < deadline) {
      std::ifstream file(folder_ / "data/postmaster.pid");
      const std::string text(std::istreambuf_iterator<char>(file), {});
      if (text.find("ready") != text.npos) return {};
      if (::waitpid(server_, nullptr, WNOHANG) == server_) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return fail(Fault::unavailable, "postgres did not start: " + log());
  }

  std::string log() const {
    std::ifstream file(folder_ / "log");
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::filesystem::path folder_;
  int server_ = 0;
};

}  // namespace backstamp::casework
