#include <nlohmann/json.hpp>

#include "investigation/playbook_commands/http_exchange.h"
#include "investigation/playbook_commands/list.h"
#include "playbook/base64.h"
#include "playbook/command_text.h"

namespace backstamp::investigation {
namespace {

using Json = nlohmann::json;

// What is sent: `content` with its variables, or what `content_b64` stands for.
Result<std::string> content_of(const playbook::Command& command,
                               const playbook::Variables& variables) {
  const Json json = Json::parse(command.json, nullptr, false);
  const auto text = [&](const char* name) {
    return json.is_object() && json.contains(name) && json[name].is_string()
               ? json[name].get<std::string>()
               : "";
  };
  std::string content = text("content");
  if (content.empty()) content = TRY(playbook::decode_base64(text("content_b64")));
  return playbook::filled(content, variables, [](const std::string& value) { return value; });
}

class HttpApiCommands final : public playbook::Commands {
 public:
  explicit HttpApiCommands(HttpReach reach) : reach_(std::move(reach)) {}

  std::string refusal(const playbook::Command& command, const playbook::Definition*,
                      const playbook::Definition* target) const override {
    const auto line = request_line(command);
    return line ? request_refusal("http-api", *line, target, reach_) : line.error().what;
  }

  playbook::Repeat repeat(const playbook::Command& command) const override {
    const auto line = request_line(command);
    const bool reading = line && (line->method == "GET" || line->method == "HEAD");
    return reading ? playbook::Repeat::harmless : playbook::Repeat::asked;
  }

  playbook::CommandOutcome run(const playbook::Invocation& invocation,
                               const playbook::Command& command,
                               const playbook::Variables& variables) override {
    playbook::CommandOutcome outcome;
    // As it stands in the playbook: values may be secret.
    outcome.asked = Json{{"url", base_url(invocation.target)}, {"request", command.command}}.dump();
    const auto answer = ask(invocation, command, variables);
    if (!answer) {
      outcome.succeeded = false;
      outcome.why = answer.error().what;
      return outcome;
    }
    outcome.succeeded = answer->status >= 200 && answer->status < 300;
    if (!outcome.succeeded) outcome.why = "answered with " + std::to_string(answer->status);
    outcome.out["__http_status__"].value = std::to_string(answer->status);
    outcome.out["__http_body__"].value = answer->body;
    outcome.found = Json{{"status", answer->status}, {"body", answer->body}}.dump();
    return outcome;
  }

 private:
  Result<HttpAnswer> ask(const playbook::Invocation& invocation, const playbook::Command& command,
                         const playbook::Variables& variables) const {
    const std::string why = refusal(command, invocation.agent, invocation.target);
    if (!why.empty()) return fail(Fault::denied, why);
    http::Request request = TRY(filled_request(TRY(request_line(command)), command, variables));
    request.body = TRY(content_of(command, variables));
    return exchange(std::move(request), *invocation.target, reach_, invocation.deadline);
  }

  const HttpReach reach_;
};

}  // namespace

CommandsOfType http_api_commands(HttpReach reach) {
  return std::make_unique<HttpApiCommands>(std::move(reach));
}

}  // namespace backstamp::investigation
