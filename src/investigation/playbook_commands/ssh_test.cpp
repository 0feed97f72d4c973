// Commands over SSH against OpenSSH's own server, on a loopback port with a configuration of its
// own.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "base/file.h"
#include "http/socket.h"
#include "investigation/playbook_commands/list.h"

namespace backstamp::investigation {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;

pid_t spawn(std::vector<std::string> words, const std::string& output = "/dev/null") {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t child = ::fork();
  if (child != 0) return child;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int file = ::open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::dup2(file, 1);
  ::dup2(file, 2);
  ::execv(arguments[0], arguments.data());
  ::_exit(127);
}

int run(const std::vector<std::string>& words, const std::string& output = "/dev/null") {
  int status = 0;
  ::waitpid(spawn(words, output), &status, 0);
  return status;
}

class Sshd {
 public:
  Sshd() {
    std::string name = "/tmp/bs-sshd-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) return;
    folder_ = name;
    for (const std::string key : {"host", "user", "stranger"}) {
      run({"/usr/bin/ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", (folder_ / key).string()});
    }
    run({"/usr/bin/ssh-keygen", "-lf", (folder_ / "host.pub").string()},
        (folder_ / "print").string());
    port_ = free_port();
    std::error_code ignored;
    if (::geteuid() == 0) fs::create_directories("/run/sshd", ignored);
    const std::string at = folder_.string();
    (void)write_file(folder_ / "config", "ListenAddress 127.0.0.1\nPort " + std::to_string(port_) +
                                             "\nHostKey " + at + "/host\nAuthorizedKeysFile " + at +
                                             "/user.pub\nStrictModes no\nUsePAM no\nPidFile none\n"
                                             "PermitRootLogin yes\nPasswordAuthentication yes\n");
    child_ = spawn({"/usr/sbin/sshd", "-D", "-e", "-f", at + "/config"}, at + "/log");
    ready_ = await();
  }
  ~Sshd() {
    if (child_ > 0) {
      ::kill(child_, SIGKILL);
      ::waitpid(child_, nullptr, 0);
    }
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  Sshd(const Sshd&) = delete;
  Sshd& operator=(const Sshd&) = delete;

  bool ready() const { return ready_; }
  std::string log() const { return read_file(folder_ / "log", 1 << 20).value_or(""); }
  int port() const { return port_; }
  std::string key(const std::string& name) const { return (folder_ / name).string(); }
  std::string place() const {
    const passwd* user = ::getpwuid(::geteuid());
    return std::string(user ? user->pw_name : "root") + "@127.0.0.1:" + std::to_string(port_);
  }
  // "256 SHA256:... comment (ED25519)"
  std::string fingerprint() const {
    const std::string line = read_file(folder_ / "print", 1'000).value_or("");
    const auto from = line.find("SHA256:");
    return line.substr(from, line.find(' ', from) - from);
  }

 private:
  static int free_port() {
    const auto listening = http::listen_on(http::TcpEndpoint{"127.0.0.1", 0});
    return listening ? std::get<http::TcpEndpoint>(listening->endpoint).port : 0;
  }
  bool await() const {
    for (int i = 0; i < 500; ++i) {
      const auto port = static_cast<std::uint16_t>(port_);
      if (http::connect_to(http::TcpEndpoint{"127.0.0.1", port}, deadline_in(Duration(1'000)))) {
        return true;
      }
      std::this_thread::sleep_for(Duration(20));
    }
    return false;
  }

  fs::path folder_;
  pid_t child_ = 0;
  int port_ = 0;
  bool ready_ = false;
};

class Ssh : public testing::Test {
 protected:
  static Sshd& server() {
    static Sshd one;
    return one;
  }
  void SetUp() override {
    if (::access("/usr/sbin/sshd", X_OK) != 0) GTEST_SKIP() << "no /usr/sbin/sshd";
    ASSERT_TRUE(server().ready()) << server().log();
    target_ = {
        .id = "ssh--1",
        .type = "ssh",
        .name = "mx1",
        .json =
            json{{"address", {{"ipv4", {"127.0.0.1"}}}}, {"port", std::to_string(server().port())}}
                .dump(),
        .authentication =
            json{{"type", "user-auth"}, {"kms", true}, {"kms_key_identifier", "deploy"}}.dump()};
  }

  CommandsOfType commands(const std::string& text, const std::string& key = "user",
                          const std::string& fingerprint = server().fingerprint()) {
    auto kept = Credentials::of({"deploy ssh://" + server().place() + " " + server().key(key)});
    EXPECT_TRUE(kept) << kept.error().what;
    return ssh_commands({server().place() + " " + fingerprint + " " + text},
                        std::make_shared<const Credentials>(*kept));
  }
  static playbook::Command command(const std::string& text) {
    return {.type = "ssh", .command = text, .json = "{}"};
  }
  playbook::CommandOutcome run(playbook::Commands& commands, const std::string& text,
                               const playbook::Variables& in = {}) {
    playbook::Invocation one;
    one.target = &target_;
    one.deadline = deadline_in(std::chrono::seconds(30));
    one.stop = stop_.get_token();
    return commands.run(one, command(text), in);
  }

  playbook::Definition target_;
  std::stop_source stop_;
};

TEST_F(Ssh, IsOffUntilTextUserAndHostAreAllowed) {
  EXPECT_THAT(ssh_commands({}, std::make_shared<const Credentials>())
                  ->refusal(command("id"), nullptr, &target_),
              HasSubstr("not allowed on 127.0.0.1:"));
  EXPECT_THAT(commands("id")->refusal(command("id"), nullptr, &target_), IsEmpty());
  EXPECT_THAT(commands("id")->refusal(command("id; id"), nullptr, &target_),
              HasSubstr("not allowed"));
  playbook::Definition elsewhere = target_;
  elsewhere.json = R"({"address":{"ipv4":["127.0.0.2"]},"port":"22"})";
  EXPECT_THAT(commands("id")->refusal(command("id"), nullptr, &elsewhere),
              HasSubstr("not allowed on 127.0.0.2:22"));
  EXPECT_EQ(commands("id")->repeat(command("id")), playbook::Repeat::asked);
}

TEST_F(Ssh, RunsItThereAndTellsItsEnd) {
  const std::string text = "echo out; echo err >&2; exit 3";
  const auto failed = run(*commands(text), text);
  EXPECT_FALSE(failed.succeeded);
  EXPECT_EQ(failed.why, "exit status 3");
  EXPECT_EQ(failed.out.at("__stdout__").value, "out\n");
  const std::string much = "yes | head -c 300000; yes | head -c 300000 >&2";
  const auto cut = run(*commands(much), much);
  EXPECT_TRUE(cut.succeeded) << cut.why << server().log();
  EXPECT_EQ(cut.out.at("__stdout__").value.size(), 48u * 1024);
}

TEST_F(Ssh, AValueIsNeverReadAsCode) {
  const std::string text = "echo \"__x__:value\"";
  const auto on = commands(text);
  for (const std::string value :
       {"$(echo hurt)", "'; echo hurt; '", "`echo hurt`", "\"; x", "a\nb"}) {
    const auto outcome = run(*on, text, {{"__x__", {.value = value}}});
    EXPECT_TRUE(outcome.succeeded) << outcome.why;
    EXPECT_EQ(outcome.out.at("__stdout__").value, value + "\n");
  }
}

TEST_F(Ssh, AnotherHostKeyIsRefusedBeforeTheSecretIsSent) {
  const std::string other = "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  const auto outcome = run(*commands("id", "user", other), "id");
  EXPECT_FALSE(outcome.succeeded);
  EXPECT_THAT(outcome.why, HasSubstr(server().fingerprint()));
  EXPECT_THAT(outcome.why, HasSubstr("not the one"));
}

TEST_F(Ssh, AKeyOrPasswordThatIsNotTakenIsTold) {
  const auto outcome = run(*commands("id", "stranger"), "id");
  EXPECT_FALSE(outcome.succeeded);
  EXPECT_THAT(outcome.why, HasSubstr("does not take the secret"));
  ASSERT_TRUE(write_file(server().key("password"), "opensesame42\n"));
  target_.authentication =
      json{{"type", "user-auth"},
           {"username", server().place().substr(0, server().place().find('@'))},
           {"kms", true},
           {"kms_key_identifier", "deploy"}}
          .dump();
  const auto password = run(*commands("id", "password"), "id");
  EXPECT_THAT(password.why, HasSubstr("does not take the secret"));
  EXPECT_THAT(password.why + password.asked + password.found,
              testing::Not(HasSubstr("opensesame42")));
}

TEST_F(Ssh, AStopEndsTheWait) {
  const std::jthread later([this] {
    std::this_thread::sleep_for(Duration(300));
    stop_.request_stop();
  });
  const auto outcome = run(*commands("sleep 3"), "sleep 3");
  EXPECT_FALSE(outcome.succeeded);
  EXPECT_THAT(outcome.why, HasSubstr("did not end in its time"));
}

}  // namespace
}  // namespace backstamp::investigation
