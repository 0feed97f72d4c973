#include <nlohmann/json.hpp>

#include "base/text.h"
#include "investigation/playbook_commands/list.h"
#include "investigation/playbook_commands/ssh_session.h"
#include "playbook/command_text.h"

namespace backstamp::investigation {
namespace {

using Json = nlohmann::json;

// One line of playbooks.commands: "USER@HOST:PORT SHA256:FINGERPRINT COMMAND".
struct Allowed {
  std::string place, host_key, command;
};

std::optional<Allowed> allowed_of(const std::string& line) {
  const auto first = line.find(' ');
  const auto second = first == line.npos ? line.npos : line.find(' ', first + 1);
  if (second == line.npos) return std::nullopt;
  return Allowed{.place = line.substr(0, first),
                 .host_key = line.substr(first + 1, second - first - 1),
                 .command = line.substr(second + 1)};
}

std::string text_in(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

// "HOST:PORT" of the target; empty when it has none.
std::string address_of(const playbook::Definition* target) {
  const Json json = target ? Json::parse(target->json, nullptr, false) : Json();
  if (!json.is_object() || !json.contains("address") || !json["address"].is_object()) return "";
  std::string port = text_in(json, "port");
  if (port.empty()) port = "22";
  for (const char* kind : {"dname", "ipv4", "ipv6"}) {
    const auto hosts = json["address"].find(kind);
    if (hosts == json["address"].end() || !hosts->is_array() || hosts->empty()) continue;
    if (!hosts->front().is_string()) continue;
    const std::string host = hosts->front().get<std::string>();
    return (host.find(':') == host.npos ? host : "[" + host + "]") + ":" + port;
  }
  return "";
}

std::string in_single_quotes(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

// As with bash, variables become parameters of a script: a value is never read as code.
Result<std::string> command_line(const std::string& command, const playbook::Variables& variables) {
  std::string script, parameters;
  int count = 0;
  for (const playbook::TextPiece& piece : playbook::pieces_of(command)) {
    if (!piece.is_reference) {
      script += piece.text;
      continue;
    }
    const auto found = variables.find(piece.text);
    if (found == variables.end()) {
      return fail(Fault::invalid, piece.text + " is not given to the step; name it in its in_args");
    }
    if (found->second.value.find('\0') != std::string::npos) {
      return fail(Fault::invalid, piece.text + " holds a NUL byte");
    }
    script += "${" + std::to_string(++count) + "}";
    parameters += " " + in_single_quotes(found->second.value);
  }
  if (count == 0) return command;  // as it stands: there may be no POSIX shell, as on a switch
  return "sh -c " + in_single_quotes(script) + " sh" + parameters;
}

class SshCommands final : public playbook::Commands {
 public:
  SshCommands(const std::vector<std::string>& allowed,
              std::shared_ptr<const Credentials> credentials)
      : credentials_(std::move(credentials)) {
    for (const std::string& line : allowed) {
      if (auto one = allowed_of(line)) allowed_.push_back(std::move(*one));
    }
  }

  std::string refusal(const playbook::Command& command, const playbook::Definition*,
                      const playbook::Definition* target) const override {
    const auto task = task_for(command, target);
    return task ? "" : task.error().what;
  }

  playbook::Repeat repeat(const playbook::Command&) const override {
    return playbook::Repeat::asked;
  }

  playbook::CommandOutcome run(const playbook::Invocation& invocation,
                               const playbook::Command& command,
                               const playbook::Variables& variables) override {
    playbook::CommandOutcome outcome;
    outcome.asked = Json{{"ssh", address_of(invocation.target)},
                         {"command", playbook::text_of(command).value_or("")}}
                        .dump();
    const auto end = carry_out(invocation, command, variables);
    outcome.succeeded = end && end->status == 0;
    if (!end) {
      outcome.why = end.error().what;
      return outcome;
    }
    outcome.out["__exit_status__"].value = std::to_string(end->status);
    outcome.out["__stdout__"].value = end->output;
    outcome.found = Json{{"exit_status", end->status}, {"output", end->output}}.dump();
    if (end->status != 0) outcome.why = "exit status " + std::to_string(end->status);
    return outcome;
  }

 private:
  // Where, with which host keys; without secret and variables.
  Result<SshTask> task_for(const playbook::Command& command,
                           const playbook::Definition* target) const {
    const std::string address = address_of(target);
    if (address.empty()) {
      return fail(Fault::invalid,
                  "an ssh command needs a target with an address (dname, ipv4 or ipv6)");
    }
    const std::string text = TRY(playbook::text_of(command));
    SshTask task{.place = {}, .host_keys = {}, .secret = {}, .command = text};
    std::string place;
    for (const Allowed& one : allowed_) {
      if (one.command != text || !one.place.ends_with("@" + address)) continue;
      if (!place.empty() && place != one.place) continue;
      place = one.place;
      task.host_keys += (task.host_keys.empty() ? "" : " ") + one.host_key;
    }
    if (place.empty()) {
      return fail(Fault::denied,
                  "this command is not allowed on " + Text::lossy(address).cut(100).str() +
                      "; the administrator allows it by a line \"ssh USER@HOST:PORT "
                      "SHA256:FINGERPRINT COMMAND\" in the setting playbooks.commands");
    }
    task.place = TRY(parse_ssh_place(place));
    if (target->authentication.empty()) {
      return fail(Fault::invalid,
                  "the target names no authentication_info; give it one of type user-auth");
    }
    const std::string why = credentials_->refusal(*target, "ssh://" + place);
    if (!why.empty()) return fail(Fault::denied, why);
    return task;
  }

  Result<SshEnd> carry_out(const playbook::Invocation& invocation, const playbook::Command& command,
                           const playbook::Variables& variables) const {
    SshTask task = TRY(task_for(command, invocation.target));
    const std::string where = "ssh://" + text_of(task.place);
    const Login login = TRY(credentials_->login(*invocation.target, where));
    if (!login.user.empty() && login.user != task.place.user) {
      return fail(Fault::denied, "the playbook names another user than the administrator allows");
    }
    task.secret = login.secret;
    task.command = TRY(command_line(task.command, variables));
    SshEnd end = TRY(run_over_ssh(task, invocation.deadline, invocation.stop));
    end.output = Text::lossy(without_secrets(end.output, {login.secret})).str();
    return end;
  }

  std::vector<Allowed> allowed_;
  const std::shared_ptr<const Credentials> credentials_;
};

}  // namespace

CommandsOfType ssh_commands(const std::vector<std::string>& allowed,
                            std::shared_ptr<const Credentials> credentials) {
  return std::make_unique<SshCommands>(allowed, std::move(credentials));
}

}  // namespace backstamp::investigation
