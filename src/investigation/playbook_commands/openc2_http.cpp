// OpenC2 commands over HTTP (CACAO 2.0, command type openc2-http; OpenC2 Language 1.0, HTTPS
// transfer 1.0 and 1.1).
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "base/uuid.h"
#include "investigation/playbook_commands/http_exchange.h"
#include "investigation/playbook_commands/list.h"
#include "playbook/base64.h"
#include "playbook/command_text.h"

namespace backstamp::investigation {
namespace {

using Json = nlohmann::json;

constexpr int processing = 102;  // the command was taken and is being worked on

std::string text_in(const Json& json, const char* name) {
  const auto found = json.is_object() ? json.find(name) : json.end();
  return json.is_object() && found != json.end() && found->is_string() ? found->get<std::string>()
                                                                       : "";
}

// The message as it stands in the playbook: content_b64, or content as some write it.
Result<std::string> template_of(const playbook::Command& command) {
  const Json json = Json::parse(command.json, nullptr, false);
  const std::string encoded = text_in(json, "content_b64");
  std::string text =
      encoded.empty() ? text_in(json, "content") : TRY(playbook::decode_base64(encoded));
  if (!text.empty()) return text;
  return fail(Fault::invalid,
              "it has no content_b64; put an OpenC2 command (JSON) in base64 there");
}

// Empty when it is an OpenC2 command: an action and one target, or a request of HTTPS 1.1 that
// holds them.
std::string command_problem(const Json& message) {
  const Json* command = &message;
  const Json::json_pointer inside("/body/openc2/request");
  if (message.is_object() && message.contains(inside)) command = &message[inside];
  if (text_in(*command, "action").empty()) return "it names no action";
  const auto target = command->find("target");
  if (target == command->end() || !target->is_object() || target->size() != 1) {
    return "its target must be an object with one member";
  }
  return "";
}

// A value as it may stand inside a JSON text; numbers may stand by themselves.
std::string in_json(const std::string& value) {
  const std::string quoted = Json(Text::lossy(value).str()).dump();
  return quoted.substr(1, quoted.size() - 2);
}

Result<std::string> message_of(const playbook::Command& command,
                               const playbook::Variables& variables) {
  const std::string filled = TRY(playbook::filled(TRY(template_of(command)), variables, in_json));
  const Json message = Json::parse(filled, nullptr, false);
  const std::string problem = command_problem(message);
  if (problem.empty()) return filled;
  return fail(Fault::invalid, "the content is no OpenC2 command: " + problem);
}

std::string content_refusal(const playbook::Command& command) {
  const auto text = template_of(command);
  if (!text) return text.error().what;
  std::string sample;
  for (const playbook::TextPiece& piece : playbook::pieces_of(*text)) {
    sample += piece.is_reference ? "0" : piece.text;
  }
  const std::string problem = command_problem(Json::parse(sample, nullptr, false));
  return problem.empty() ? "" : "the content is no OpenC2 command: " + problem;
}

// The response, at its own place in either version of the transfer.
Json response_in(const std::string& body) {
  Json message = Json::parse(body, nullptr, false);
  const Json::json_pointer inside("/body/openc2/response");
  if (message.is_object() && message.contains(inside)) message = Json(message[inside]);
  return message;
}

class OpenC2Commands final : public playbook::Commands {
 public:
  explicit OpenC2Commands(HttpReach reach) : reach_(std::move(reach)) {}

  std::string refusal(const playbook::Command& command, const playbook::Definition*,
                      const playbook::Definition* target) const override {
    const auto line = request_line(command);
    if (!line) return line.error().what;
    if (line->method != "POST") return "an openc2-http command is a POST";
    const std::string why = content_refusal(command);
    return why.empty() ? request_refusal("openc2-http", *line, target, reach_) : why;
  }

  // What a consumer does is up to it.
  playbook::Repeat repeat(const playbook::Command&) const override {
    return playbook::Repeat::asked;
  }

  playbook::CommandOutcome run(const playbook::Invocation& invocation,
                               const playbook::Command& command,
                               const playbook::Variables& variables) override {
    playbook::CommandOutcome outcome;
    outcome.asked = Json{{"url", base_url(invocation.target)}, {"request", command.command}}.dump();
    const auto answer = ask(invocation, command, variables);
    if (answer) {
      tell(*answer, outcome);
    } else {
      outcome.succeeded = false;
      outcome.why = answer.error().what;
    }
    return outcome;
  }

 private:
  Result<HttpAnswer> ask(const playbook::Invocation& invocation, const playbook::Command& command,
                         const playbook::Variables& variables) const {
    const std::string why = refusal(command, invocation.agent, invocation.target);
    if (!why.empty()) return fail(Fault::denied, why);
    http::Request request = TRY(filled_request(TRY(request_line(command)), command, variables));
    request.body = TRY(message_of(command, variables));
    const std::string type = "application/openc2-cmd+json;version=1.0";
    request.fields.emplace("Content-Type", type);
    request.fields.emplace("Accept", "application/openc2-rsp+json;version=1.0");
    // The same for a request that is sent again, so that a consumer can tell.
    request.fields.emplace(
        "X-Request-ID", Uuid::of_hash(invocation.run.value().text() + "\n" + invocation.id).text());
    return exchange(std::move(request), *invocation.target, reach_, invocation.deadline);
  }

  static void tell(const HttpAnswer& answer, playbook::CommandOutcome& outcome) {
    const Json response = response_in(answer.body);
    int status = answer.status;
    if (response.is_object() && response.contains("status") &&
        response["status"].is_number_integer()) {
      status = response["status"].get<int>();
    }
    const bool taken = answer.status >= 200 && answer.status < 300;
    outcome.succeeded = taken && (status == processing || (status >= 200 && status < 300));
    const std::string text = Text::lossy(text_in(response, "status_text")).cut(300).str();
    if (!outcome.succeeded || status == processing) {
      outcome.why = "the consumer answered " + std::to_string(taken ? status : answer.status) +
                    (text.empty() ? "" : ": " + text);
    }
    outcome.out["__openc2_status__"].value = std::to_string(status);
    outcome.out["__http_status__"].value = std::to_string(answer.status);
    outcome.out["__http_body__"].value = answer.body;
    if (response.is_object() && response.contains("results") && response["results"].is_object()) {
      outcome.out["__openc2_results__"].value = response["results"].dump();
    }
    outcome.found =
        Json{{"status", answer.status}, {"openc2_status", status}, {"body", answer.body}}.dump();
  }

  const HttpReach reach_;
};

}  // namespace

CommandsOfType openc2_http_commands(HttpReach reach) {
  return std::make_unique<OpenC2Commands>(std::move(reach));
}

}  // namespace backstamp::investigation
